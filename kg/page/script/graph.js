// The graph: vis-network draws it on a canvas, at the positions that come with the data.
const graph = byId("graph");
const nodeSet = new vis.DataSet(data.vis.nodes);
const edgeSet = new vis.DataSet(data.vis.edges);
const network = new vis.Network(graph, { nodes: nodeSet, edges: edgeSet }, data.vis.options);
const tip = byId("tip");
const number = (id) => Number(String(id).slice(1));
// What is chosen: {actor: n}, {line: n}, {tie: n}, or null.
let chosen = null;
let enlarged = 1;

const neighbours = data.actors.map(() => new Set());
const between = new Set();
for (const line of data.lines) {
  neighbours[line.a].add(line.b);
  neighbours[line.b].add(line.a);
}
// Who stands between sides is drawn as an open symbol.
data.actors.forEach((actor, n) => {
  if (actor.side < 0 && new Set([...neighbours[n]].map((m) => data.actors[m].side).filter((s) => s >= 0)).size > 1) between.add(n);
});

function lit() {
  if (!chosen) return null;
  if (chosen.actor !== undefined) {
    const ties = (line) => line.a === chosen.actor || line.b === chosen.actor;
    const near = new Set([chosen.actor]);
    for (const line of data.lines) {
      if (ties(line) && line.ties.some((t) => visible(data.ties[t]))) near.add(line.a).add(line.b);
    }
    return { actors: near, line: ties };
  }
  const wanted = chosen.line !== undefined ? data.lines[chosen.line] : data.lines.find((line) => line.ties.includes(chosen.tie));
  return { actors: new Set([wanted.a, wanted.b]), line: (line) => line === wanted };
}

function draw() {
  const light = lit();
  nodeSet.update(data.actors.map((actor, n) => {
    const on = !light || light.actors.has(n);
    const fill = actor.side >= 0 ? theme.sides[actor.side % theme.sides.length] : between.has(n) ? theme.third : theme.other;
    const picked = chosen && chosen.actor === n;
    return {
      id: "n" + n,
      color: { background: fill, border: picked ? theme.accent : actor.side >= 0 ? fill : theme.ink },
      borderWidth: picked ? 5 : 2.5,
      opacity: on ? 1 : 0.22,
      font: {
        color: on ? theme.ink : theme.quiet, strokeColor: theme.canvas, strokeWidth: 4, vadjust: 2,
        size: data.vis.options.nodes.font.size * enlarged, face: data.vis.options.nodes.font.face, multi: false,
      },
    };
  }));
  edgeSet.update(data.lines.map((line, n) => {
    const ties = line.ties.map((t) => data.ties[t]).filter(visible);
    const on = !light || light.line(line);
    const ways = new Set(ties.filter((tie) => tie.directed).map((tie) => (tie.a === line.a ? "to" : "from")));
    const quiet = line.role < 0;
    const colour = roleColour(line.role);
    return {
      id: "e" + n,
      hidden: ties.length === 0,
      label: ties.length > 1 ? String(ties.length) : " ",
      arrows: { to: { enabled: ways.has("to"), scaleFactor: 0.6 }, from: { enabled: ways.has("from"), scaleFactor: 0.6 } },
      // Contacts are what the graph is about: acts and measures are drawn finer, and the rest finest.
      width: ((quiet ? 1.3 : data.layers[ties.length ? ties[0].layer : 0].contact ? 3 : 1.8) + Math.min(1.2, 0.4 * Math.log2(Math.max(1, ties.length)))) * (light && on ? 1.4 : 1),
      color: { color: colour, opacity: on ? 1 : 0.1, inherit: false },
      font: {
        color: on ? colour : "rgba(0,0,0,0)", background: on && ties.length > 1 ? theme.canvas : "rgba(0,0,0,0)",
        size: 14 * enlarged, strokeWidth: 0, align: "horizontal", multi: false, face: data.vis.options.nodes.font.face,
      },
    };
  }));
}

// A pale field behind each side, with its name, so that who stands between is seen to stand between.
function drawSides(context) {
  data.sides.forEach((side, n) => {
    const boxes = data.actors.map((_, i) => i).filter((i) => data.actors[i].side === n).map((i) => network.getBoundingBox("n" + i));
    if (!boxes.length) return;
    const left = Math.min(...boxes.map((box) => box.left)) - 26;
    const right = Math.max(...boxes.map((box) => box.right)) + 26;
    const top = Math.min(...boxes.map((box) => box.top)) - 24;
    const bottom = Math.max(...boxes.map((box) => box.bottom)) + 18;
    context.fillStyle = theme.zone;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, 28);
    context.fill();
    context.fillStyle = theme.soft;
    context.font = "600 " + 15 * enlarged + "px " + data.vis.options.nodes.font.face;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(side.label.length > 30 ? side.label.slice(0, 29) + "…" : side.label, (left + right) / 2, top - 7);
  });
}

// Labels keep a readable size when the whole graph is shown on a small screen.
function fitLabels() {
  const wanted = Math.min(data.vis.labelGrowth, Math.max(1, Math.round((0.9 / network.getScale()) * 8) / 8));
  if (wanted !== enlarged) {
    enlarged = wanted;
    draw();
  }
}

function fit() {
  if (!data.actors.length) return;
  network.fit({ animation: false, maxZoomLevel: 1.25 });
  // fit() does not know of the fields and their names.
  network.moveTo({ scale: network.getScale() * 0.93, animation: false });
  fitLabels();
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)), animation: false });
  fitLabels();
}

// Choose an actor, a line or a tie: light it up and open its details. `how` is "focus" where the keyboard follows.
function select(what, how) {
  chosen = what;
  hideTip();
  draw();
  markRow();
  if (what.actor !== undefined) showActor(what.actor, how);
  else if (what.line !== undefined) showLine(what.line, how);
  else showTie(what.tie, how);
}

function clearSelection() {
  if (!chosen) return;
  const inside = panel.contains(document.activeElement);
  chosen = null;
  draw();
  markRow();
  showOverview();
  say("Overview");
  if (inside) (opener && opener.isConnected && opener.offsetParent ? opener : graph).focus({ preventScroll: true });
}

function bringIntoView(n) {
  const spot = network.canvasToDOM(network.getPosition("n" + n));
  const room = graph.getBoundingClientRect();
  if (spot.x > 50 && spot.x < room.width - 50 && spot.y > 40 && spot.y < room.height - 60) return;
  network.moveTo({
    position: network.getPosition("n" + n), scale: Math.max(network.getScale(), 0.7),
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

network.on("hoverNode", (event) => {
  const actor = data.actors[number(event.node)];
  showTip(event.pointer.DOM, actor.label, actor.type);
});
network.on("hoverEdge", (event) => {
  const line = data.lines[number(event.edge)];
  const ties = line.ties.map((t) => data.ties[t]).filter(visible);
  const words = ties.slice(0, 3).map((tie) => [tie.kind, tie.date].filter(Boolean).join(", "));
  if (ties.length > 3) words.push((ties.length - 3) + " more");
  showTip(event.pointer.DOM, actorName(line.a) + " – " + actorName(line.b), [roleLabel(line.role), words.join("; ")].filter(Boolean).join(": "));
});
network.on("blurNode", hideTip);
network.on("blurEdge", hideTip);
network.on("dragStart", hideTip);
network.on("zoom", () => { hideTip(); fitLabels(); });
network.on("beforeDrawing", drawSides);
network.on("click", (event) => {
  if (event.nodes.length) select({ actor: number(event.nodes[0]) });
  else if (event.edges.length) select({ line: number(event.edges[0]) });
  else clearSelection();
});
network.on("afterDrawing", () => {
  const middle = network.getViewPosition();
  graph.dataset.scale = network.getScale();
  graph.dataset.x = middle.x;
  graph.dataset.y = middle.y;
});

// The actor nearest in the direction of an arrow key, counting what lies off to the side as farther.
function nextActor(from, dx, dy) {
  const start = network.getPosition("n" + from);
  let best = -1;
  let least = Infinity;
  data.actors.forEach((_, n) => {
    if (n === from) return;
    const place = network.getPosition("n" + n);
    const ahead = (place.x - start.x) * dx + (place.y - start.y) * dy;
    const aside = Math.abs((place.x - start.x) * dy) + Math.abs((place.y - start.y) * dx);
    if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [n, ahead + 2 * aside];
  });
  return best;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
graph.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !data.actors.length) return;
  if (Object.hasOwn(ARROWS, event.key)) {
    const current = chosen && chosen.actor;
    const next = current === null || current === undefined ? 0 : nextActor(current, ...ARROWS[event.key]);
    if (next >= 0) {
      select({ actor: next });
      bringIntoView(next);
    }
  } else if (event.key === "Enter" && chosen) {
    opener = graph;
    byId("panel-title").focus();
  } else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});
