// What is drawn: actors and groups where they stand, and one line for all ties of two, or its strands once it is opened.
const MOST_LINES = 1500;
// Between groups all have ties with all: the strongest lines tell more than a felt of them.
const MOST_BETWEEN_GROUPS = 300;
// With more ties than these, bundles are opened one by one.
const MOST_STRANDS = 5000;
const BATCH = 30;
const MOST_CALLED = 300;
// How far apart the strands of an opened bundle bend, and from the first to the last.
const STRAND = 0.2;
const WIDEST = 1;
let scene = { nodes: new Map(), lines: [], left: 0 };

// Actors that stand for themselves though their group is closed: those that are chosen, or in focus. Of many neighbours
// those with the most ties to whom they surround.
function called() {
  const wanted = new Set([view.actor, view.other, view.around, ...(view.chain || [])]);
  if (view.tie >= 0) wanted.add(level.ties[view.tie].a).add(level.ties[view.tie].b);
  wanted.delete(-1);
  if (view.around < 0 && !view.chain) return { wanted, left: 0 };
  const times = new Map();
  for (const t of shown) {
    const { a, b } = level.ties[t];
    for (const [one, other] of [[a, b], [b, a]]) times.set(one, (times.get(one) || 0) + (other === view.around ? 1000 : 1));
  }
  const order = [...times.keys()].filter((n) => !wanted.has(n)).sort((one, other) => times.get(other) - times.get(one) || one - other);
  for (const n of order.slice(0, MOST_CALLED)) wanted.add(n);
  return { wanted, left: Math.max(0, order.length - MOST_CALLED) };
}

function setScene() {
  const { actors, ties, groups, members } = level;
  const { spots, curves } = siding();
  const apart = new Set();
  const alone = view.around >= 0 || Boolean(view.chain);
  const gather = alone && groups.length > 0;
  const { wanted, left } = groups.length ? called() : { wanted: new Set(), left: 0 };
  if (groups.length) {
    for (const n of wanted) if (actors[n].group >= 0) apart.add(n);
    if (!gather) for (const [group, batches] of view.opened) members[group].slice(0, batches * BATCH).forEach((n) => apart.add(n));
  }
  const spotOf = (n) => (actors[n].group < 0 || apart.has(n) ? "n" + n : "g" + actors[n].group);
  scene = { nodes: gather ? gathered([...wanted]) : standing(spots, apart), lines: [], left: 0, gathered: gather, unseen: gather ? left : 0 };

  const bundles = new Map();
  for (const t of shown) {
    const a = spotOf(ties[t].a);
    const b = spotOf(ties[t].b);
    if (a === b && a[0] === "g") continue;
    const key = comesFirst(a, b) ? a + " " + b : b + " " + a;
    const bundle = bundles.get(key);
    if (bundle) bundle.push(t);
    else bundles.set(key, [t]);
  }
  let drawn = [...bundles].filter(([key]) => key.split(" ").every((id) => scene.nodes.has(id)));
  const most = groups.length && !alone ? MOST_BETWEEN_GROUPS : MOST_LINES;
  if (drawn.length > most) {
    const own = "n" + view.actor;
    const mine = ([key]) => (key.split(" ").includes(own) ? 1 : 0);
    drawn.sort((one, other) => mine(other) - mine(one) || other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
    scene.left = drawn.length - most;
    drawn = drawn.slice(0, most);
  }
  for (const [key, own] of drawn) {
    const [from, to] = key.split(" ");
    const curve = curves.get(key) || curves.get(to + " " + from) || { enabled: false };
    const back = curves.has(to + " " + from) && !curves.has(key);
    const bend = signed(curve) * (back ? -1 : 1);
    const strands = isOpen(from, to) ? strandsOf(own) : [own];
    const step = Math.min(STRAND, WIDEST / Math.max(1, strands.length - 1));
    strands.forEach((some, place) => {
      scene.lines.push(lineOf(from, to, some, bend + (place - (strands.length - 1) / 2) * step, strands.length > 1));
    });
  }
  if (alone) {
    const ends = new Set(scene.lines.flatMap((line) => [line.from, line.to]));
    for (const n of [view.actor, view.other, view.around, ...(view.chain || [])]) if (n >= 0) ends.add(spotOf(n));
    for (const id of scene.nodes.keys()) if (!ends.has(id)) scene.nodes.delete(id);
  }
}

const comesFirst = (a, b) => (a[0] === b[0] ? Number(a.slice(1)) <= Number(b.slice(1)) : a[0] === "n");
const signed = (curve) => (curve.enabled ? curve.roundness * (curve.type === "curvedCW" ? 1 : -1) : 0);

function isOpen(from, to) {
  if (view.strands && mayOpenAll()) return true;
  if (chosen() !== "pair") return false;
  const ends = new Set(["n" + view.actor, "n" + view.other]);
  return ends.has(from) && ends.has(to) && from !== to;
}

const mayOpenAll = () => level.ties.length <= MOST_STRANDS;

// The ties of two, sorted by what they look like: role, style, who made the claim, and without a role their layer.
function strandsOf(own) {
  const strands = new Map();
  for (const t of own) {
    const tie = level.ties[t];
    const key = strandKey(tie);
    if (!strands.has(key)) strands.set(key, []);
    strands.get(key).push(t);
  }
  return [...strands.keys()].sort((one, other) => (one < other ? -1 : 1)).map((key) => strands.get(key));
}

const strandKey = (tie) => [String(tie.role < 0 ? 999 : tie.role).padStart(3, "0"), tie.role < 0 ? tie.layer : "", styleOf(tie), makerOf(tie)].join(" ");

function lineOf(from, to, own, bend, strand) {
  const ties = own.map((t) => level.ties[t]);
  const styles = new Set(ties.map(styleOf));
  const start = Number(from.slice(1));
  const ways = new Set(ties.filter((tie) => tie.directed).map((tie) => (from[0] === "n" && tie.a === start ? "to" : "from")));
  return {
    from, to, bend, ties: own,
    // Roles are listed from the one that tells most; what took place is more than what was only offered.
    role: ties.reduce((role, tie) => (tie.role >= 0 && (role < 0 || tie.role < role) ? tie.role : role), -1),
    style: ["solid", "dashed", "denied", "dotted"].find((style) => styles.has(style)),
    // One claim of a curator is enough for the line of a curator.
    coded: ties.every((tie) => tie.coded),
    contact: ties.some((tie) => data.layers[tie.layer].contact),
    ways: from[0] === "n" && to[0] === "n" ? ways : new Set(),
    key: strand ? strandKey(ties[0]) : null,
  };
}

// Of a large network only the focus is drawn: a chain in a row, or an actor with its neighbours around it.
function gathered(wanted) {
  const nodes = new Map();
  const put = (n, x, y) => nodes.set("n" + n, symbolOf(n, x, y));
  if (view.chain) {
    const steps = chainSteps(shown);
    const row = steps.length ? [steps[0].from, ...steps.map((step) => step.to)] : view.chain;
    row.forEach((n, place) => put(n, place * 260, place % 2 ? 40 : -40));
    return nodes;
  }
  const others = wanted.filter((n) => n !== view.around);
  const { side } = siding();
  others.sort((one, other) => side[one] - side[other] || one - other);
  put(view.around, 0, 0);
  let ring = 0;
  for (let at = 0; at < others.length; ring += 1) {
    const room = 10 + 8 * ring;
    const some = others.slice(at, at + room);
    some.forEach((n, place) => {
      const angle = (2 * Math.PI * (place + (ring % 2) / 2)) / some.length - Math.PI / 2;
      put(n, (330 + 230 * ring) * Math.cos(angle), (210 + 130 * ring) * Math.sin(angle));
    });
    at += room;
  }
  return nodes;
}

function symbolOf(n, x, y) {
  const { label, shape } = level.actors[n];
  return { id: "n" + n, label: wrapLabel(label), shape, size: Math.min(26, 12 + 3 * Math.sqrt(level.degree[n])), x, y };
}

// Where each node stands: where the page has put it, the members of an opened group around it, and the rest moved away.
function standing(spots, apart) {
  const nodes = new Map([...spots].map(([id, spot]) => [id, { ...spot }]));
  const around = new Map();
  for (const n of apart) {
    const group = level.actors[n].group;
    if (!around.has(group)) around.set(group, []);
    around.get(group).push(n);
  }
  for (const group of [...around.keys()].sort((one, other) => one - other)) {
    const inside = around.get(group);
    const middle = nodes.get("g" + group);
    const { x, y } = middle;
    const reach = 80 * Math.sqrt(inside.length + 1) + 60;
    for (const node of nodes.values()) {
      const away = Math.hypot(node.x - x, node.y - y);
      if (away > 0) {
        node.x += ((node.x - x) / away) * 1.25 * reach;
        node.y += ((node.y - y) / away) * 0.9 * reach;
      }
    }
    inside.forEach((n, place) => {
      const far = 80 * Math.sqrt(place + 1.6);
      const angle = place * Math.PI * (3 - Math.sqrt(5));
      nodes.set("n" + n, symbolOf(n, x + 1.25 * far * Math.cos(angle), y + 0.9 * far * Math.sin(angle)));
    });
    const left = level.members[group].filter((n) => !apart.has(n)).length;
    if (left) middle.label = wrapLabel(level.groups[group] + " (" + left + " more)");
    else nodes.delete("g" + group);
  }
  return nodes;
}

// Labels of actors that come later, broken into lines as the writer of the page breaks them.
function wrapLabel(label) {
  const rows = wrapWords(label, 18);
  return (rows.length > 3 ? [...rows.slice(0, 2), rows[2] + "…"] : rows).map((line) => cut(line, 24)).join("\n");
}

onChange(setScene);
