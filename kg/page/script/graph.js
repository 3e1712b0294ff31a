// The graph: vis-network draws the scene on a canvas.
const graph = byId("graph");
let nodeSet = new vis.DataSet();
let edgeSet = new vis.DataSet();
let drawnLevel = null;
const settings = level.sidings[0].vis.options;
const network = new vis.Network(graph, { nodes: nodeSet, edges: edgeSet }, settings);
const FACE = settings.nodes.font.face;
const tip = byId("tip");
const number = (id) => Number(String(id).slice(1));
// By how much labels grow as the picture shrinks: all of them, and those of who is chosen and who is tied to them.
let enlarged = 1;
let pronounced = 1;
let lineAt = new Map();

function draw() {
  const light = lit();
  const between = standsBetween();
  const nodes = [...scene.nodes.values()].map((spot) => nodeLook(spot, light, between));
  lineAt = new Map();
  const seen = new Map();
  const edges = scene.lines.map((line) => {
    const pair = line.from + "-" + line.to;
    const place = seen.get(pair) || 0;
    seen.set(pair, place + 1);
    const id = "e" + pair + "-" + place;
    lineAt.set(id, line);
    return { id, ...lineLook(line, light) };
  });
  if (drawnLevel === level) {
    sync(nodeSet, nodes);
    sync(edgeSet, edges);
  } else {
    // All at once is drawn once; each change of a set is drawn by itself.
    [nodeSet, edgeSet, drawnLevel] = [new vis.DataSet(nodes), new vis.DataSet(edges), level];
    network.setData({ nodes: nodeSet, edges: edgeSet });
  }
  tellDrawn();
}

// What is left out of the picture; the table has all of it.
function tellDrawn() {
  const words = [];
  const named = (number) => number.toLocaleString("en");
  if (scene.unseen) words.push("The " + named(MOST_CALLED) + " neighbours with the most ties are drawn, " + named(scene.unseen) + " are not; the table has all.");
  else if (scene.left) words.push("The " + named(scene.lines.length) + " strongest of " + named(scene.left + scene.lines.length) + " lines are drawn. Choose an actor to see all of its lines.");
  if (level.groups.length && !scene.gathered) words.push("A group opens with a click.");
  byId("drawn").hidden = !words.length;
  byId("drawn-words").textContent = words.join(" ");
  byId("close-groups").hidden = !view.opened.size || scene.gathered;
  byId("focus").hidden = view.around < 0 && !view.chain;
  byId("focus-words").textContent = view.chain ? "Chain of talks: " + view.chain.map(actorName).join(" to ")
    : view.around >= 0 ? "Only " + actorName(view.around) + " and neighbours" : "";
}

// Put exactly `wanted` into the set, touching no more than needed.
function sync(set, wanted) {
  const ids = new Set(wanted.map((entry) => entry.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  if (gone.length) set.remove(gone);
  set.update(wanted);
}

// Labels keep a readable size when the whole graph is shown on a small screen.
function fitLabels() {
  const scale = network.getScale();
  const wanted = Math.min(siding().vis.labelGrowth, Math.max(1, Math.round((0.9 / scale) * 8) / 8));
  const spoken = Math.max(1, Math.round((0.8 / scale) * 4) / 4);
  if (wanted !== enlarged || (chosen() && spoken !== pronounced)) {
    enlarged = wanted;
    pronounced = spoken;
    draw();
  }
}

function fit() {
  if (!scene.nodes.size) return;
  network.fit({ animation: false, maxZoomLevel: 1.25 });
  // fit() does not know of the fields and their names.
  let scale = network.getScale() * 0.93;
  // Where there is little room, the middle with names that can be read says more than the whole without.
  if (graph.clientWidth < 600) scale = Math.max(scale, Math.min(0.5, 7 / (settings.nodes.font.size * siding().vis.labelGrowth)));
  network.moveTo({ scale, animation: false });
  fitLabels();
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.03, network.getScale() * factor)), animation: false });
  fitLabels();
}

function bringIntoView(id) {
  if (!scene.nodes.has(id)) return;
  const spot = network.canvasToDOM(network.getPosition(id));
  const room = graph.getBoundingClientRect();
  if (spot.x > 50 && spot.x < room.width - 50 && spot.y > 40 && spot.y < room.height - 60) return;
  network.moveTo({
    position: network.getPosition(id), scale: Math.max(network.getScale(), 0.7),
    animation: still.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" },
  });
}

function showTip(pointer, title, text) {
  tip.replaceChildren(make("strong", "", title), text);
  tip.hidden = false;
  const room = graph.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(pointer.x + 14, room.width - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.max(4, Math.min(pointer.y + 14, room.height - tip.offsetHeight - 8)) + "px";
  graph.style.cursor = "pointer";
}

function hideTip() {
  tip.hidden = true;
  graph.style.cursor = "";
}

const spotName = (id) => (id[0] === "g" ? level.groups[number(id)] : actorName(number(id)));

network.on("hoverNode", ({ node, pointer }) => {
  if (node[0] === "g") showTip(pointer.DOM, spotName(node), count(level.members[number(node)].length, "actor", "actors") + "; a click opens the group");
  else showTip(pointer.DOM, spotName(node), level.actors[number(node)].type);
});
network.on("hoverEdge", ({ edge, pointer }) => {
  const line = lineAt.get(edge);
  if (!line) return;
  const words = line.ties.slice(0, 3).map((t) => [level.ties[t].kind, level.ties[t].date].filter(Boolean).join(", "));
  if (line.ties.length > 3) words.push((line.ties.length - 3) + " more");
  showTip(pointer.DOM, spotName(line.from) + " – " + spotName(line.to), [roleLabel(line.role), line.coded ? MAKERS.coded : "", words.join("; ")].filter(Boolean).join(": "));
});
network.on("blurNode", hideTip);
network.on("blurEdge", hideTip);
network.on("dragStart", hideTip);
network.on("zoom", () => { hideTip(); fitLabels(); });
network.on("beforeDrawing", drawSides);
network.on("click", ({ nodes, edges }) => {
  hideTip();
  if (nodes.length && nodes[0][0] === "g") openGroup(number(nodes[0]));
  else if (nodes.length) chooseActor(number(nodes[0]));
  else if (edges.length) chooseLine(lineAt.get(edges[0]));
  else clearChoice();
});
network.on("afterDrawing", () => {
  const middle = network.getViewPosition();
  Object.assign(graph.dataset, { scale: network.getScale(), x: middle.x, y: middle.y });
});

function openGroup(group) {
  const opened = new Map(view.opened);
  const batches = (opened.get(group) || 0) + 1;
  opened.set(group, batches);
  change({ opened });
  say(level.groups[group] + ": " + Math.min(batches * BATCH, level.members[group].length) + " of " + count(level.members[group].length, "actor", "actors") + " shown");
  network.fit({ nodes: level.members[group].slice(0, batches * BATCH).map((n) => "n" + n), animation: false, maxZoomLevel: 1 });
}

function chooseLine(line) {
  if (!line) return;
  if (line.from[0] === "n" && line.to[0] === "n") {
    change({ actor: number(line.from), other: number(line.to), strand: line.key, tie: -1 });
    return;
  }
  const group = line.from[0] === "g" ? line.from : line.to;
  openGroup(number(group));
}

// The node nearest in the direction of an arrow key, counting what lies off to the side as farther.
function nextSpot(from, dx, dy) {
  const start = scene.nodes.get(from);
  let best = null;
  let least = Infinity;
  for (const [id, place] of scene.nodes) {
    if (id === from) continue;
    const ahead = (place.x - start.x) * dx + (place.y - start.y) * dy;
    const aside = Math.abs((place.x - start.x) * dy) + Math.abs((place.y - start.y) * dx);
    if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [id, ahead + 2 * aside];
  }
  return best;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
// The group on which the arrow keys have come to stand; Enter opens it.
let standingOn = null;
byId("close-groups").addEventListener("click", () => {
  change({ opened: new Map() });
  fit();
  graph.focus({ preventScroll: true });
});
byId("end-focus").addEventListener("click", () => {
  change({ around: -1, chain: null });
  graph.focus({ preventScroll: true });
});

graph.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !scene.nodes.size) return;
  if (standingOn && !scene.nodes.has(standingOn)) standingOn = null;
  const current = standingOn || (view.actor >= 0 && scene.nodes.has("n" + view.actor) ? "n" + view.actor : null);
  if (Object.hasOwn(ARROWS, event.key)) {
    const next = current ? nextSpot(current, ...ARROWS[event.key]) : scene.nodes.keys().next().value;
    if (next) {
      standingOn = next[0] === "g" ? next : null;
      if (standingOn) {
        network.selectNodes([next]);
        say(spotName(next) + ": " + count(level.members[number(next)].length, "actor", "actors") + "; Enter opens the group");
      } else chooseActor(number(next));
      bringIntoView(next);
    }
  } else if (event.key === "Enter" && standingOn) {
    openGroup(number(standingOn));
    standingOn = null;
  } else if (event.key === "Enter" && chosen()) {
    opener = graph;
    byId("panel-title").focus();
  } else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});

onChange((parts) => {
  draw();
  if (["level", "siding", "around", "chain"].some((name) => name in parts)) fit();
});
