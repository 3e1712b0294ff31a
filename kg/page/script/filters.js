// The legend is the filter: what is switched off there is gone from the graph, the table and the panel.
const FILTERED = ["off", "source", "speaker", "conflict", "status", "level", "until", "days", "certain", "known", "follow", "around", "chain", "opened"];

const MOST_OPTIONS = 500;

function buildFilters() {
  data.roles.forEach((role, n) => addChoice("role", n, role.label, swatchOf(n), (tie) => tie.role === n));
  const all = data.claims.map(() => true);  // what is counted here is the whole, whatever is known by a day
  for (const style of Object.keys(STYLES)) addChoice("style", style, STYLES[style], make("span", "swatch stroke " + style), (tie) => styleOf(tie, all) === style);
  if (data.coded) for (const maker of Object.keys(MAKERS)) addChoice("checked", maker, MAKERS[maker], make("span", "swatch stroke " + maker), (tie) => makerOf(tie) === maker);
  data.layers.forEach((layer, n) => addChoice("layer", n, layer.label, null, (tie) => tie.layer === n));
  buildChannels();
  buildSelect("source", data.sources.map(cite));
  buildSelect("speaker", data.speakers);
  buildSelect("status", data.statuses);
  buildSelect("conflict", data.conflicts.length > 1 ? data.conflicts.map((conflict) => conflict.label) : []);
  byId("reset").addEventListener("click", () => {
    stop();
    const plain = plainView();
    change(Object.fromEntries(FILTERED.filter((name) => name !== "level").map((name) => [name, plain[name]])));
    byId("legend").querySelector("input, select").focus();
  });
}

function swatchOf(n) {
  const swatch = make("span", "swatch");
  paintRole(swatch, n);
  return swatch;
}

function buildChannels() {
  byId("filter-channel").querySelectorAll("label").forEach((label) => label.remove());
  for (const kind of level.channels) addChoice("channel", kind, kind, null, (tie) => data.layers[tie.layer].contact && tie.kind === kind);
}

function addChoice(name, value, label, swatch, belongs) {
  const group = byId("filter-" + name);
  const box = make("input", "");
  box.type = "checkbox";
  box.addEventListener("change", () => {
    const off = { ...view.off, [name]: new Set(view.off[name]) };
    if (box.checked) off[name].delete(value);
    else off[name].add(value);
    change({ off });
  });
  const number = make("span", "number", "");
  const entry = make("label", "choice", box, swatch, make("span", "name", label), number);
  let counted = null;
  entry.refresh = () => {
    box.checked = !view.off[name].has(value);
    if (counted === level) return;
    counted = level;
    const many = level.ties.filter(belongs).length;
    number.textContent = String(many);
    entry.hidden = !many;
  };
  group.append(entry);
}

function buildSelect(name, labels) {
  const select = byId("filter-" + name);
  select.closest("label").hidden = !labels.length;
  let order = labels.map((label, n) => [label, n]);
  if (order.length > MOST_OPTIONS) {
    const times = new Uint32Array(labels.length);
    for (const claim of data.claims) if (claim[name] >= 0) times[claim[name]] += 1;
    order = order.sort((one, other) => times[other[1]] - times[one[1]] || one[1] - other[1]).slice(0, MOST_OPTIONS);
    select.title = "The " + MOST_OPTIONS + " with the most claims";
  }
  order.sort((one, other) => (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : one[1] - other[1]));
  for (const [label, n] of order) {
    const option = make("option", "", cut(label, 70));
    option.value = String(n);
    select.append(option);
  }
  select.addEventListener("change", () => change({ [name]: Number(select.value) }));
}

function refreshFilters() {
  for (const name of GROUPS) {
    const choices = [...byId("filter-" + name).querySelectorAll("label")];
    for (const choice of choices) choice.refresh();
    byId("filter-" + name).hidden = !choices.some((choice) => !choice.hidden);
  }
  for (const name of ["source", "speaker", "conflict", "status"]) byId("filter-" + name).value = String(view[name]);
  for (const box of document.querySelectorAll("input[name=level]")) box.checked = Number(box.value) === view.level;
  byId("sides").value = String(view.siding);
  for (const name of document.querySelectorAll("[data-side]")) {
    const side = sidesOf()[Number(name.dataset.side)];
    name.closest("li").hidden = !side;
    name.textContent = side ? "Side: " + side.label : "";
  }
  byId("strands").checked = view.strands;
  byId("strands").closest("label").hidden = !mayOpenAll();
  const whole = view.around < 0 && !view.chain && !view.opened.size && shown.length === level.ties.length;
  byId("reset").hidden = whole;
}

function buildLevels() {
  for (const box of document.querySelectorAll("input[name=level]")) {
    box.addEventListener("change", () => { if (box.checked) change({ level: Number(box.value) }); });
  }
  byId("strands").addEventListener("change", () => change({ strands: byId("strands").checked }));
  const sides = byId("sides");
  sides.addEventListener("change", () => change({ siding: Number(sides.value) }));
}

function fillSides() {
  const select = byId("sides");
  select.closest("label").hidden = level.sidings.length < 2;
  select.replaceChildren(...level.sidings.map((entry, n) => {
    const option = make("option", "", entry.conflict < 0 ? "no conflict" : data.conflicts[entry.conflict].label);
    option.value = String(n);
    return option;
  }));
}

onChange((parts) => {
  if ("level" in parts) {
    buildChannels();
    fillSides();
    byId("subtitle").textContent = ["Ties between " + level.label, level.span].filter(Boolean).join(" · ");
    byId("figure-actors").textContent = String(level.actors.length);
    byId("figure-contacts").textContent = String(level.contacts);
  }
  refreshFilters();
  if (FILTERED.some((name) => name in parts)) say(shown.length + " of " + count(level.ties.length, "tie", "ties") + " shown");
});
