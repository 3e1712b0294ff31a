// Find an actor by any spelling, as `kg names` does.
const searchBox = byId("search");
const found = byId("found");
let options = [];
let active = -1;

const readSpelling = readNames(packed.letters);

// The actor from whom a chain of talks is asked for; the next one found is its end.
let chainFrom = -1;

// Made when first looked for: 20,000 actors take a moment.
function spellingsOf(wanted) {
  wanted.spellings ??= wanted.actors.map((actor) => [actor.name, ...actor.names, actor.key].map(readSpelling));
  return wanted.spellings;
}

function askForEnd(n) {
  chainFrom = n;
  searchBox.value = "";
  searchBox.placeholder = "Chain of talks to …";
  searchBox.focus();
  say("Type the name of the actor at the other end of the chain");
}

function endAsking() {
  chainFrom = -1;
  searchBox.placeholder = "Find an actor";
}

// Places of actors are those of a level.
onChange((parts) => {
  if (!("level" in parts)) return;
  endAsking();
  closeFound();
  options = [];
  active = -1;
  standingOn = null;
});

function findActors(text) {
  const asked = readSpelling(text.trim().slice(0, 200));
  return asked.written ? findNames(asked, spellingsOf(level), 12) : [];
}

function listFound() {
  options = findActors(searchBox.value);
  active = options.length ? 0 : -1;
  found.replaceChildren(...options.map((hit, place) => {
    const actor = level.actors[hit.n];
    const also = hit.name !== actor.name ? cut(hit.name, 80) + " · " : "";
    const item = make("li", "", actor.label, make("small", "", also + actor.type));
    item.id = "found-" + place;
    item.setAttribute("role", "option");
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(place); });
    return item;
  }));
  const typed = searchBox.value.trim() !== "";
  if (typed && !options.length) {
    const none = make("li", "none", "No actor of that name");
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    found.append(none);
  }
  found.hidden = !typed;
  searchBox.setAttribute("aria-expanded", String(typed));
  markActive();
  if (typed) say(options.length ? count(options.length, "actor", "actors") + " found" : "No actor of that name");
}

function markActive() {
  [...found.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
  if (active >= 0) {
    searchBox.setAttribute("aria-activedescendant", "found-" + active);
    found.children[active].scrollIntoView({ block: "nearest" });
  } else searchBox.removeAttribute("aria-activedescendant");
}

function closeFound() {
  found.hidden = true;
  searchBox.setAttribute("aria-expanded", "false");
  searchBox.removeAttribute("aria-activedescendant");
}

function take(place) {
  const hit = options[place];
  if (!hit) return;
  searchBox.value = level.actors[hit.n].label;
  closeFound();
  if (chainFrom >= 0 && chainFrom !== hit.n) {
    const chain = [chainFrom, hit.n];
    endAsking();
    change({ chain, around: -1, actor: -1, other: -1, strand: null, tie: -1 }, "focus");
    return;
  }
  chooseActor(hit.n);
  if (!byId("view-graph").hidden) bringIntoView("n" + hit.n);
}

searchBox.addEventListener("input", listFound);
searchBox.addEventListener("blur", closeFound);
searchBox.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (found.hidden) listFound();
    else if (options.length) {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      markActive();
    }
    event.preventDefault();
  } else if (event.key === "Enter") take(active);
  else if (event.key === "Escape" && !found.hidden) {
    closeFound();
    event.stopPropagation();
    event.preventDefault();
  }
});
