// The legend is the filter: what is switched off there is gone from the graph, the table and the panel.
const off = { role: new Set(), style: new Set(), layer: new Set() };
const STYLES = { solid: "took place", dashed: "offered, requested, announced", dotted: "declined, ended, cancelled" };

function visible(tie) {
  return !off.layer.has(tie.layer) && !off.style.has(tie.style) && !off.role.has(tie.role);
}

function buildFilters() {
  data.roles.forEach((role, n) => {
    const swatch = make("span", "swatch");
    paintRole(swatch, n);
    addChoice("role", n, role.label, swatch);
  });
  for (const style of Object.keys(STYLES)) addChoice("style", style, STYLES[style], make("span", "swatch stroke " + style));
  data.layers.forEach((layer, n) => addChoice("layer", n, layer.label, null));
  for (const name of Object.keys(off)) {
    const group = byId("filter-" + name);
    group.hidden = group.querySelectorAll("input").length === 0;
  }
  byId("reset").addEventListener("click", () => {
    for (const name of Object.keys(off)) off[name].clear();
    for (const box of byId("legend").querySelectorAll("input")) box.checked = true;
    filtered();
    byId("legend").querySelector("input").focus();
  });
}

function addChoice(name, value, label, swatch) {
  const many = data.ties.filter((tie) => tie[name] === value).length;
  if (!many) return;
  const box = make("input", "");
  box.type = "checkbox";
  box.checked = true;
  box.addEventListener("change", () => {
    if (box.checked) off[name].delete(value);
    else off[name].add(value);
    filtered();
  });
  byId("filter-" + name).append(make("label", "choice", box, swatch, make("span", "name", label), make("span", "number", String(many))));
}

function filtered() {
  const shown = data.ties.filter(visible).length;
  byId("reset").hidden = shown === data.ties.length;
  draw();
  fillTable();
  if (chosen && chosen.actor !== undefined) showActor(chosen.actor);
  else if (chosen && chosen.line !== undefined) showLine(chosen.line);
  say(shown + " of " + count(data.ties.length, "tie", "ties") + " shown");
}
