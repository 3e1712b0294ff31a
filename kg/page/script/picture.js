// The picture to pass on: the scene as SVG with title, days, legend and sources; as PNG; for print; and links to a view.
const MARGIN = 40;
const CITED = 8;

// The colours of paper, whatever the reader's setting.
function paperTheme() {
  const probe = make("div", "paper unseen");
  document.body.append(probe);
  const colours = readTheme(probe);
  probe.remove();
  return colours;
}

const stroke = (line) => (dashesOf(line) ? dashesOf(line).join(" ") : "none");

const SHAPES = {
  square: (r) => [[-r, -r], [r, -r], [r, r], [-r, r]],
  diamond: (r) => [[0, -r], [r, 0], [0, r], [-r, 0]],
  triangle: (r) => [[0, -r], [r, r], [-r, r]],
  triangleDown: (r) => [[0, r], [r, -r], [-r, -r]],
  hexagon: (r) => [[-r, 0], [-r / 2, -0.87 * r], [r / 2, -0.87 * r], [r, 0], [r / 2, 0.87 * r], [-r / 2, 0.87 * r]],
};

function symbol(shape, x, y, size, look) {
  if (!Object.hasOwn(SHAPES, shape)) return makeSvg("circle", { cx: x, cy: y, r: size, ...look });
  return makeSvg("polygon", { points: SHAPES[shape](size).map(([dx, dy]) => (x + dx).toFixed(1) + "," + (y + dy).toFixed(1)).join(" "), ...look });
}

// Where a line runs, as vis-network bends it.
function control(a, b, bend) {
  const half = Math.abs(bend) * 0.5 + 0.5;
  const angle = Math.atan2(a.y - b.y, b.x - a.x) + ((bend >= 0 ? 1 : -1) * Math.abs(bend) * 0.5 + 0.5) * Math.PI;
  const reach = half * Math.hypot(a.x - b.x, a.y - b.y);
  return { x: a.x + reach * Math.sin(angle), y: a.y + reach * Math.cos(angle) };
}

function svgLine(line, colours) {
  const a = scene.nodes.get(line.from);
  const b = scene.nodes.get(line.to);
  const colour = line.role < 0 ? colours.quiet : data.roles[line.role].light;
  const middle = line.bend ? control(a, b, line.bend) : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const path = "M" + [a.x, a.y].map((v) => v.toFixed(1)) + "Q" + [middle.x, middle.y, b.x, b.y].map((v) => v.toFixed(1));
  const drawn = [makeSvg("path", { d: path, fill: "none", stroke: colour, "stroke-width": lineWidth(line).toFixed(2), "stroke-dasharray": stroke(line) })];
  for (const [way, tip, room] of [["to", b, b.size], ["from", a, a.size]]) {
    if (!line.ways.has(way)) continue;
    const far = Math.hypot(tip.x - middle.x, tip.y - middle.y) || 1;
    const [ux, uy] = [(tip.x - middle.x) / far, (tip.y - middle.y) / far];
    const [ex, ey] = [tip.x - ux * (room + 3), tip.y - uy * (room + 3)];
    drawn.push(makeSvg("polygon", { fill: colour, points: [[ex, ey], [ex - 9 * ux + 4 * uy, ey - 9 * uy - 4 * ux], [ex - 9 * ux - 4 * uy, ey - 9 * uy + 4 * ux]].map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" ") }));
  }
  if (line.ties.length > 1) {
    const at = { x: (a.x + 2 * middle.x + b.x) / 4, y: (a.y + 2 * middle.y + b.y) / 4 };
    drawn.push(svgText(at.x, at.y + 4, String(line.ties.length), { "text-anchor": "middle", "font-size": 12, fill: colour, halo: colours.canvas }));
  }
  return drawn;
}

function svgText(x, y, text, { halo, ...look }) {
  const around = halo ? { stroke: halo, "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round" } : {};
  return makeSvg("text", { x: x.toFixed(1), y: y.toFixed(1), "font-family": FACE, ...around, ...look }, text);
}

// The scene, whole, as an SVG element.
function drawSvg() {
  const colours = paperTheme();
  const between = standsBetween();
  const side = siding().side;
  const nodes = [...scene.nodes.values()];
  const drawn = [];
  for (const field of sideFields()) {
    drawn.push(makeSvg("rect", { x: field.left, y: field.top, width: field.width, height: field.height, rx: 28, fill: colours.zone }));
    drawn.push(svgText(field.left + field.width / 2, field.top + 20, field.label, { "text-anchor": "middle", "font-size": 15, "font-weight": 600, fill: colours.soft }));
  }
  for (const line of scene.lines) drawn.push(...svgLine(line, colours));
  for (const node of nodes) {
    const n = node.id[0] === "g" ? -1 : number(node.id);
    const mine = n < 0 ? -1 : side[n];
    const asleep = n >= 0 && idle[n];
    const fill = fillOf(node.id, between, colours);
    drawn.push(symbol(node.shape, node.x, node.y, node.size, { fill, stroke: mine >= 0 ? fill : colours.ink, "stroke-width": 2.5, "stroke-dasharray": n < 0 ? "6 4" : "none", opacity: asleep ? 0.25 : 1 }));
    node.label.split("\n").forEach((text, place) => drawn.push(svgText(node.x, node.y + node.size + 17 + 15 * place, text, { "text-anchor": "middle", "font-size": 13, fill: asleep ? colours.quiet : colours.ink, halo: colours.canvas })));
  }
  const left = Math.min(0, ...nodes.map((node) => node.x - 90)) - MARGIN;
  const top = Math.min(0, ...nodes.map((node) => node.y - node.size)) - MARGIN - 20;
  const right = Math.max(600, ...nodes.map((node) => node.x + 90)) + MARGIN;
  const bottom = Math.max(0, ...nodes.map((node) => node.y + node.size + 60)) + 10;
  const words = captionLines(right - left);
  const heading = svgText(left + MARGIN, top - 22, cut(data.title, Math.max(20, Math.floor((right - left) / 13))), { "font-size": 22, "font-weight": 650, fill: colours.ink });
  const under = svgText(left + MARGIN, top, pictureWords(), { "font-size": 14, fill: colours.soft });
  const legend = svgLegend(left + MARGIN, bottom + 16, right - left - 2 * MARGIN, colours);
  const notes = words.map((text, place) => svgText(left + MARGIN, bottom + legend.height + 34 + 17 * place, text, { "font-size": 12, fill: colours.soft }));
  const box = { x: left, y: top - 60, width: right - left, height: bottom + legend.height + 44 + 17 * words.length - top + 60 };
  const ground = makeSvg("rect", { ...box, fill: colours.canvas });
  const svg = makeSvg("svg", { viewBox: [box.x, box.y, box.width, box.height].map((v) => v.toFixed(1)).join(" "), width: Math.round(box.width), height: Math.round(box.height), role: "img" }, makeSvg("title", {}, data.title), ground, heading, under, ...drawn, ...legend.parts, ...notes);
  return svg;
}

function pictureWords() {
  const words = ["Ties between " + level.label, windowed() ? windowWords() : level.span];
  if (view.certain) words.push("certainly");
  if (knownDay() !== null) words.push("as known by " + dayWords(knownDay()));
  if (view.off.checked.size) words.push(Object.keys(MAKERS).filter((maker) => !view.off.checked.has(maker)).map((maker) => MAKERS[maker] + " claims only")[0] || "no claims");
  if (view.chain) words.push("chain of talks");
  if (view.around >= 0) words.push("around " + actorName(view.around));
  return words.filter(Boolean).join(" · ");
}

function svgLegend(left, top, room, colours) {
  const parts = [];
  let x = left;
  let y = top;
  const put = (mark, text) => {
    const wide = 40 + 7.2 * text.length;
    if (x > left && x + wide > left + room) { x = left; y += 20; }
    parts.push(...mark(x, y), svgText(x + 28, y + 4, text, { "font-size": 12, fill: colours.ink }));
    x += wide;
  };
  const roles = [...new Set(scene.lines.map((line) => line.role))].filter((role) => role >= 0).sort((one, other) => one - other);
  for (const role of roles) put((at, line) => [makeSvg("path", { d: "M" + at + "," + line + "h22", stroke: data.roles[role].light, "stroke-width": 4 })], roleLabel(role));
  for (const coded of [false, true]) {
    for (const style of Object.keys(STYLES)) {
      if (!scene.lines.some((line) => line.style === style && line.coded === coded)) continue;
      const dash = stroke({ style, coded });
      put((at, line) => [makeSvg("path", { d: "M" + at + "," + line + (coded ? "h25" : "h22"), stroke: colours.ink, "stroke-width": 2, "stroke-dasharray": dash })], (coded ? "machine-coded: " : "") + STYLES[style]);
    }
  }
  return { parts, height: y - top + 16 };
}

// The sources of what is shown, those of most ties first, in as many lines as they need.
function captionLines(room) {
  const times = new Map();
  for (const t of shown) {
    const source = sourceOf(level.ties[t]);
    if (source) times.set(source, (times.get(source) || 0) + 1);
  }
  const cited = [...times].sort((one, other) => other[1] - one[1] || data.sources.indexOf(one[0]) - data.sources.indexOf(other[0])).map(([source]) => cite(source));
  const names = [...new Set(cited)];
  if (!names.length) return [];
  const rest = names.length > CITED ? ["and " + (names.length - CITED) + " more"] : [];
  return wrapWords("Sources: " + [...names.slice(0, CITED), ...rest].join("; "), (room - 2 * MARGIN) / 6.3);
}

const svgSource = () => '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(drawSvg());

function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = make("a", "");
  anchor.href = address;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  note("Saved " + name);
}

function savePng() {
  const source = svgSource();
  const image = new Image();
  image.onload = () => {
    // Twice as sharp as a screen, within what canvases can hold.
    const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
    const canvas = make("canvas", "");
    Object.assign(canvas, { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => (blob ? save("graph.png", "image/png", blob) : note("This picture is too large for PNG; save it as SVG")), "image/png");
  };
  image.onerror = () => note("The picture could not be made; save it as SVG");
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(source);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Frames and old browsers: the way through a text field.
    const field = make("textarea", "unseen");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

async function copyLink() {
  const done = await copyText(location.href.split("#")[0] + (address() ? "#" + address() : ""));
  note(done ? "Link to this view copied" : "Copying is not allowed here; the address of the page is the link");
}

// Paper is light, whatever the reader's setting.
function setPrint() {
  byId("print").replaceChildren(drawSvg());
  for (const element of document.querySelectorAll("[data-role]")) element.style.setProperty("--role", data.roles[Number(element.dataset.role)].light);
}

byId("copy-link").addEventListener("click", copyLink);
byId("save-svg").addEventListener("click", () => save("graph.svg", "image/svg+xml", svgSource()));
byId("save-png").addEventListener("click", savePng);
byId("print-page").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", setPrint);
window.addEventListener("afterprint", () => {
  byId("print").replaceChildren();
  repaint();
});
// In a frame without an address of its own, as in a notebook, there is no link to copy.
byId("copy-link").hidden = location.protocol === "about:";
