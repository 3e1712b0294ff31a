// What actors, groups and lines look like, and the fields behind the sides.
// Between the dashes of a line on which only machine-coded claims stand there are dots.
const DASHES = {
  curated: { solid: false, dashed: [9, 6], dotted: [2, 5], denied: [3, 3, 3, 9] },
  coded: { solid: [14, 4, 3, 4], dashed: [8, 4, 3, 4, 3, 4], dotted: [2, 3, 2, 9], denied: [3, 3, 3, 9] },
};
const dashesOf = (line) => DASHES[makerOf(line)][line.style];

// What stands out: the chosen actor or line, with its ends and neighbours; null where nothing is chosen.
function lit() {
  const kind = chosen();
  if (!kind) return null;
  if (kind === "actor") {
    const own = "n" + view.actor;
    const mine = (line) => line.from === own || line.to === own;
    return { nodes: new Set([own, ...scene.lines.filter(mine).flatMap((line) => [line.from, line.to])]), line: mine };
  }
  const [a, b] = kind === "tie" ? [level.ties[view.tie].a, level.ties[view.tie].b] : [view.actor, view.other];
  const ends = new Set(["n" + a, "n" + b]);
  const between = (line) => ends.has(line.from) && ends.has(line.to) && (line.from !== line.to || ends.size === 1);
  const wanted = kind === "tie" ? (line) => line.ties.includes(view.tie) : (line) => between(line) && (!view.strand || line.key === null || line.key === view.strand);
  return { nodes: ends, line: wanted };
}

// Who is tied to several sides is drawn as an open symbol.
function standsBetween() {
  const side = siding().side;
  const reached = new Map();
  for (const line of scene.lines) {
    for (const [one, other] of [[line.from, line.to], [line.to, line.from]]) {
      if (other[0] !== "n" || side[number(other)] < 0) continue;
      if (!reached.has(one)) reached.set(one, new Set());
      reached.get(one).add(side[number(other)]);
    }
  }
  return new Set([...reached].filter(([, sides]) => sides.size > 1).map(([id]) => id));
}

function fillOf(id, between, colours) {
  if (id[0] === "g") return colours.sunken;
  const side = siding().side[number(id)];
  if (side >= 0) return colours.sides[side % colours.sides.length];
  return between.has(id) ? colours.third : colours.other;
}

function nodeLook(spot, light, between) {
  const group = spot.id[0] === "g";
  const n = number(spot.id);
  const side = group ? -1 : siding().side[n];
  const on = !light || light.nodes.has(spot.id);
  const asleep = !group && idle[n];
  const fill = fillOf(spot.id, between, theme);
  const picked = chosen() === "actor" && spot.id === "n" + view.actor;
  return {
    id: spot.id, label: spot.label, shape: spot.shape, size: spot.size, x: spot.x, y: spot.y,
    color: { background: fill, border: picked ? theme.accent : side >= 0 ? fill : theme.ink },
    borderWidth: picked ? 5 : 2.5,
    shapeProperties: { borderDashes: group ? [6, 4] : false },
    opacity: on && !asleep ? 1 : 0.22,
    font: {
      color: on && !asleep ? theme.ink : theme.quiet, strokeColor: theme.canvas, strokeWidth: 3, vadjust: 2,
      size: settings.nodes.font.size * (light && on ? Math.max(enlarged, pronounced) : enlarged) * (group ? siding().vis.groupLabel : 1), face: FACE, multi: false,
    },
  };
}

function lineWidth(line) {
  // Contacts are what the graph is about: acts and measures are drawn finer, and the rest finest.
  return (line.role < 0 ? 1.3 : line.contact ? 2.6 : 1.7) + Math.min(2.4, 0.6 * Math.log2(line.ties.length));
}

function lineLook(line, light) {
  const on = !light || light.line(line);
  const colour = roleColour(line.role);
  const several = line.ties.length > 1;
  return {
    from: line.from, to: line.to,
    smooth: line.bend ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(line.bend) } : { enabled: false },
    dashes: dashesOf(line),
    label: several ? String(line.ties.length) : " ",
    arrows: { to: { enabled: line.ways.has("to"), scaleFactor: 0.6 }, from: { enabled: line.ways.has("from"), scaleFactor: 0.6 } },
    width: lineWidth(line) * (light && on ? 1.3 : 1),
    color: { color: colour, opacity: on ? 1 : 0.1, inherit: false },
    font: {
      color: on ? colour : "rgba(0,0,0,0)", background: on && several ? theme.canvas : "rgba(0,0,0,0)",
      size: 13 * enlarged, strokeWidth: 0, align: "horizontal", multi: false, face: FACE,
    },
  };
}

// The field behind each side, so that who stands between is seen to stand between.
function sideFields() {
  const { side, vis: { sided } } = siding();
  if (!sided || scene.gathered) return [];
  return sidesOf().map((entry, n) => {
    const boxes = [...scene.nodes.keys()].filter((id) => id[0] === "n" && side[number(id)] === n).map((id) => network.getBoundingBox(id)).filter(Boolean);
    if (!boxes.length) return null;
    const left = Math.min(...boxes.map((box) => box.left)) - 26;
    const top = Math.min(...boxes.map((box) => box.top)) - 42;
    return {
      label: cut(entry.label, 30), left, top,
      width: Math.max(...boxes.map((box) => box.right)) + 26 - left, height: Math.max(...boxes.map((box) => box.bottom)) + 18 - top,
    };
  }).filter(Boolean);
}

function drawSides(context) {
  for (const field of sideFields()) {
    context.fillStyle = theme.zone;
    context.beginPath();
    context.roundRect(field.left, field.top, field.width, field.height, 28);
    context.fill();
    context.fillStyle = theme.soft;
    context.font = "600 " + 15 * enlarged + "px " + FACE;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(field.label, field.left + field.width / 2, field.top + 7);
  }
}
