// Colours: those of the page are custom properties, those of roles come with the data; both follow light and dark.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let theme = readTheme();

function readTheme(element = document.documentElement) {
  const style = getComputedStyle(element);
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    ink: value("--ink"), soft: value("--soft"), canvas: value("--canvas"), accent: value("--accent"),
    quiet: value("--quiet-tie"), sunken: value("--sunken"), third: value("--third"), other: value("--other"), zone: value("--zone"), line: value("--line"),
    sides: [0, 1, 2, 3].map((n) => value("--side-" + n)),
  };
}

function roleColour(n) {
  return n < 0 ? theme.quiet : data.roles[n][dark.matches ? "dark" : "light"];
}

// Marks an element as belonging to a role; repaint() follows a change between light and dark.
function paintRole(element, n) {
  if (n < 0) return;
  element.dataset.role = n;
  element.style.setProperty("--role", roleColour(n));
}

function repaint() {
  theme = readTheme();
  for (const element of document.querySelectorAll("[data-role]")) {
    element.style.setProperty("--role", roleColour(Number(element.dataset.role)));
  }
}
