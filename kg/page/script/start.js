// Putting it together.
const tabs = ["graph", "table"].map((name) => ({ tab: byId("tab-" + name), view: byId("view-" + name), name }));

function showTabs() {
  for (const { tab, view: box, name } of tabs) {
    const on = name === view.tab;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    box.hidden = !on;
  }
  if (view.tab === "table") fillTable();
  else network.redraw();
}

for (const { tab, name } of tabs) {
  tab.addEventListener("click", () => change({ tab: name }));
  tab.addEventListener("keydown", (event) => {
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      const first = event.key === "Home" || (event.key !== "End" && name === "table");
      change({ tab: first ? "graph" : "table" });
      tabs[first ? 0 : 1].tab.focus();
      event.preventDefault();
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clearChoice();
  else if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    searchBox.focus();
    event.preventDefault();
  }
});
document.querySelector(".skip").addEventListener("click", (event) => {
  // The address holds the view: it is not to lead to the panel as well.
  event.preventDefault();
  panel.focus();
});
byId("zoom-in").addEventListener("click", () => zoom(1.25));
byId("zoom-out").addEventListener("click", () => zoom(0.8));
byId("zoom-fit").addEventListener("click", fit);

// The frame that vis-network makes is in the tab order for its own key bindings, which are off here.
for (const frame of graph.querySelectorAll("[tabindex]")) frame.tabIndex = -1;

const narrow = window.matchMedia("(max-width: 1080px)");
const low = window.matchMedia("(max-height: 780px)");
// What takes room from the graph is folded where there is little.
const fold = () => {
  byId("legend").open = !narrow.matches;
  byId("clocks").open = !low.matches;
};
for (const size of [narrow, low]) size.addEventListener("change", fold);
fold();

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

onChange((parts) => {
  if ("tab" in parts) showTabs();
});

buildFilters();
buildLevels();
buildTime();
byId("empty").hidden = level.actors.length > 0;

// All parts of the view at once, from the address.
function goToAddress() {
  stop();
  const found = readAddress();
  Object.assign(view, { level: found.level });
  change(found, "same");
}

window.addEventListener("hashchange", () => { if (location.hash.slice(1) !== address()) goToAddress(); });
goToAddress();
fit();
graph.dataset.ready = "true";
