// Putting it together.
const tabs = ["graph", "table"].map((name) => ({ tab: byId("tab-" + name), view: byId("view-" + name), name }));

function showView(name, focus) {
  for (const { tab, view, name: own } of tabs) {
    const on = own === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    view.hidden = !on;
    if (on && focus) tab.focus();
  }
  if (name === "table") fillTable();
  else network.redraw();
}

for (const { tab, name } of tabs) {
  tab.addEventListener("click", () => showView(name));
  tab.addEventListener("keydown", (event) => {
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      const first = event.key === "Home" || (event.key !== "End" && name === "table");
      showView(first ? "graph" : "table", true);
      event.preventDefault();
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clearSelection();
});
byId("zoom-in").addEventListener("click", () => zoom(1.25));
byId("zoom-out").addEventListener("click", () => zoom(0.8));
byId("zoom-fit").addEventListener("click", fit);

// The frame that vis-network makes is in the tab order for its own key bindings, which are off here.
for (const frame of graph.querySelectorAll("[tabindex]")) frame.tabIndex = -1;

const narrow = window.matchMedia("(max-width: 1080px)");
const foldLegend = () => { byId("legend").open = !narrow.matches; };
narrow.addEventListener("change", foldLegend);
foldLegend();

dark.addEventListener("change", () => { repaint(); draw(); });
let width = 0;
new ResizeObserver(([entry]) => {
  // A graph that nobody has moved yet follows the size of the window.
  if (entry.contentRect.width && Math.abs(entry.contentRect.width - width) > 1) {
    width = entry.contentRect.width;
    network.setSize("100%", "100%");
    network.redraw();
    fit();
  }
}).observe(graph);

buildFilters();
byId("empty").hidden = data.actors.length > 0;
draw();
fit();
showOverview();
graph.dataset.ready = "true";
