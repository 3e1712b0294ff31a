// What is looked at: one object, which the address of the page holds as well, so that a view can be sent as a link.
const STYLES = { solid: "took place", dashed: "offered, requested, invited, announced", dotted: "declined, over, suspended, cancelled", denied: "denied, disputed or deprecated" };
const GROUPS = ["role", "style", "checked", "layer", "channel"];
const view = plainView();
const listeners = [];

function plainView() {
  return {
    level: 0, siding: 0, tab: "graph",
    // The window is `days` long and ends with the day `until`; without `days` it is open to the past.
    until: null, days: null, certain: false, known: null, follow: false,
    off: { role: new Set(), style: new Set(), checked: new Set(), layer: new Set(), channel: new Set() },
    source: -1, speaker: -1, conflict: -1, status: -1,
    // Chosen: an actor; two actors (with a role and style where one line of a bundle is meant); or a tie.
    actor: -1, other: -1, strand: null, tie: -1,
    // In focus: an actor and its neighbours, or a chain of talks from one actor to another.
    around: -1, chain: null, strands: false, opened: new Map(), sort: "date", down: false,
  };
}

const chosen = () => (view.tie >= 0 ? "tie" : view.other >= 0 ? "pair" : view.actor >= 0 ? "actor" : "");
const windowed = () => view.until !== null;
const since = () => (view.until !== null && view.days !== null ? view.until - view.days + 1 : null);
const knownDay = () => (view.follow ? view.until : view.known);

function onChange(listener) {
  listeners.push(listener);
}

// Change the view: all that depends on it follows, in the order in which it was named with onChange.
function change(parts, how) {
  const before = view.level;
  Object.assign(view, parts);
  if (view.level !== before) enterLevel();
  for (const listener of listeners) listener(parts, how);
  keepAddress();
}

// Places of actors and ties are those of a level: what is chosen is looked up again, by its key.
function enterLevel() {
  const key = (n) => (n >= 0 && level.actors[n] ? level.actors[n].key : "");
  const kept = [view.actor, view.other, view.around, ...(view.chain || [])].map(key);
  level = openLevel(view.level);
  const [actor, other, around, ...ends] = kept.map((name) => (name ? level.byKey.get(name) ?? -1 : -1));
  Object.assign(view, { actor, other: actor < 0 ? -1 : other, strand: null, tie: -1, opened: new Map() });
  view.around = around;
  view.chain = ends.length === 2 && ends.every((end) => end >= 0) ? ends : null;
  if (view.siding >= level.sidings.length) view.siding = 0;
}

const OFF = {
  role: { name: (n) => data.roles[n].label, all: () => data.roles.map((_, n) => n) },
  style: { name: (style) => style, all: () => Object.keys(STYLES) },
  checked: { name: (maker) => maker, all: () => (data.coded ? Object.keys(MAKERS) : []) },
  layer: { name: (n) => data.layers[n].label, all: () => data.layers.map((_, n) => n) },
  channel: { name: (kind) => kind, all: () => level.channels },
};

function address() {
  const words = new URLSearchParams();
  const put = (name, value) => { if (value !== "" && value !== null && value !== undefined) words.append(name, value); };
  if (view.level) put("level", levels[view.level].name);
  if (view.siding) put("sides", data.conflicts[siding().conflict].key);
  if (view.tab !== "graph") put("view", view.tab);
  if (view.until !== null) put("until", isoDay(view.until));
  put("days", view.days);
  if (view.certain) put("certain", "1");
  put("known", view.follow ? "follow" : view.known === null ? "" : isoDay(view.known));
  for (const group of GROUPS) for (const value of view.off[group]) put("no-" + group, OFF[group].name(value));
  if (view.source >= 0) put("source", data.sources[view.source].key);
  if (view.speaker >= 0) put("speaker", data.speakers[view.speaker]);
  if (view.status >= 0) put("status", data.statuses[view.status]);
  if (view.conflict >= 0) put("conflict", data.conflicts[view.conflict].key);
  if (view.tie >= 0) put("tie", view.tie);
  else if (view.actor >= 0) put("actor", level.actors[view.actor].key);
  if (view.other >= 0) put("with", level.actors[view.other].key);
  if (view.around >= 0) put("around", level.actors[view.around].key);
  if (view.chain) view.chain.forEach((n, end) => put(end ? "to" : "from", level.actors[n].key));
  if (view.strands) put("lines", "all");
  for (const [group, batches] of view.opened) put("open", batches + " " + level.groups[group]);
  if (view.sort !== "date" || view.down) put("sort", (view.down ? "-" : "") + view.sort);
  return words.toString();
}

function keepAddress() {
  const wanted = address();
  if (wanted === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", wanted ? "#" + wanted : location.pathname + location.search);
  } catch {
    // A frame without an address of its own, as in a notebook, keeps its view to itself.
  }
}

// The view that an address names. What is unknown in it is passed over.
function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  const one = (name) => words.get(name) ?? "";
  const place = (list, text, name) => (text === "" ? -1 : list.findIndex((entry) => name(entry) === text));
  const found = plainView();
  found.level = Math.max(0, place(levels, one("level"), (entry) => entry.name));
  level = openLevel(found.level);
  found.siding = Math.max(0, place(level.sidings, one("sides"), (entry) => (data.conflicts[entry.conflict] || {}).key));
  if (one("view") === "table") found.tab = "table";
  found.until = toDay(one("until"));
  if (found.until !== null && /^[1-9]\d{0,4}$/.test(one("days"))) found.days = Number(one("days"));
  found.certain = one("certain") === "1";
  found.follow = one("known") === "follow";
  found.known = found.follow ? null : toDay(one("known"));
  for (const group of GROUPS) {
    const hidden = new Set(words.getAll("no-" + group));
    for (const value of OFF[group].all()) if (hidden.has(OFF[group].name(value))) found.off[group].add(value);
  }
  found.source = place(data.sources, one("source"), (entry) => entry.key);
  found.speaker = place(data.speakers, one("speaker"), (entry) => entry);
  found.status = place(data.statuses, one("status"), (entry) => entry);
  found.conflict = place(data.conflicts, one("conflict"), (entry) => entry.key);
  const actor = (name) => (words.has(name) ? level.byKey.get(one(name)) ?? -1 : -1);
  if (/^\d{1,9}$/.test(one("tie")) && Number(one("tie")) < level.ties.length) found.tie = Number(one("tie"));
  else found.actor = actor("actor");
  if (found.actor >= 0) found.other = actor("with");
  found.around = actor("around");
  if (actor("from") >= 0 && actor("to") >= 0) found.chain = [actor("from"), actor("to")];
  found.strands = one("lines") === "all";
  for (const text of words.getAll("open")) {
    const [, batches, name] = /^(\d{1,3}) (.*)$/s.exec(text) || [];
    const group = level.groups.indexOf(name);
    if (group >= 0) found.opened.set(group, Math.max(1, Number(batches)));
  }
  const sort = /^(-?)([a-z-]+)$/.exec(one("sort"));
  if (sort && Object.hasOwn(SORTS, sort[2])) Object.assign(found, { sort: sort[2], down: sort[1] === "-" });
  return found;
}
