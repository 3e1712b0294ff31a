// The panel beside the graph: what is known about the page, a tie, or an actor, and who says so.
const panel = byId("panel");
// What opened the panel: it gets the keyboard back when the panel closes.
let opener = null;

function openPanel(title, kicker, parts, how) {
  const heading = make("h2", "", title);
  heading.id = "panel-title";
  heading.tabIndex = -1;
  const head = make("div", "panel-head", make("div", "", kicker ? make("p", "kicker", kicker) : null, heading));
  if (how !== "overview") head.append(button("Close", "back", clearChoice));
  panel.replaceChildren(head, ...parts.filter(Boolean));
  if (how !== "same") panel.scrollTop = 0;
  if (how === "focus") {
    opener = markOf(document.activeElement);
    heading.focus({ preventScroll: true });
  }
  // In one column the panel is below the graph.
  if (how === undefined || how === "focus") {
    const below = panel.offsetTop > byId("graph").getBoundingClientRect().height && panel.getBoundingClientRect().top > window.innerHeight - 120;
    if (below) panel.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
  }
}

function showOverview() {
  const side = siding().side;
  const parts = [
    make("p", "lead", "Each line stands for what sources say about two actors. Choose a line or an actor to see each claim, the phrase it rests on, and who says so."),
  ];
  const sides = sidesOf().map((entry, n) => [entry, level.actors.map((_, i) => i).filter((i) => side[i] === n)]);
  if (sides.length) {
    const section = make("section", "", make("h3", "", data.conflicts[siding().conflict].label || "The sides"));
    for (const [entry, members] of sides) {
      const item = make("p", "members", make("b", "", entry.label + ": "));
      members.slice(0, 12).forEach((n, place) => item.append(place ? ", " : "", whoButton(n)));
      if (members.length > 12) item.append(", and " + (members.length - 12) + " more");
      section.append(item);
    }
    parts.push(section);
  }
  if (data.rivals.length) {
    const list = data.rivals.slice(0, 100).map((rival, n) => [n, rivalCard(n)]).filter(([, made]) => made).map(([n, made]) => foldable("rival" + n, make("summary", "", data.rivals[n].heading), made));
    if (list.length) parts.push(make("section", "", make("h3", "", "Where reports differ"), ...list));
  }
  parts.push(...offerCards(data.offers.length <= 100 ? offersOf.keys() : []));
  const kept = view.off.checked.size ? new Set(data.claims.filter((_, n) => known[n]).map((claim) => claim.source)) : null;
  const cited = data.sources.filter((_, n) => sourceOut[n] && (!kept || kept.has(n)));
  if (cited.length) {
    const list = make("ul", "sources");
    for (const source of cited.slice(0, 200)) {
      const title = source.title || source.address || source.publisher;
      list.append(make("li", "", (source.link && link(source.link, title)) || title, make("small", "", sourceLine(source, false))));
    }
    if (cited.length > 200) list.append(make("li", "", "and " + (cited.length - 200) + " more"));
    parts.push(make("section", "", make("h3", "", cited.length === 1 ? "Source" : "Sources"), list));
  }
  openPanel("How to read this", "", parts, "overview");
}

const claimsOf = (ties) => new Set(ties.map((t) => level.ties[t].claim).filter((claim) => claim >= 0));

function showPair(how) {
  const { actor, other, strand } = view;
  const own = shown.filter((t) => {
    const { a, b } = level.ties[t];
    return ((a === actor && b === other) || (a === other && b === actor)) && (!strand || strandKey(level.ties[t]) === strand);
  });
  const names = actorName(actor) + " – " + actorName(other);
  const role = strand && own.length ? roleLabel(level.ties[own[0]].role) : "";
  const kicker = [role, count(own.length, "tie", "ties")].filter(Boolean).join(" · ");
  const whole = strand ? button("All ties of the two", "plain", () => change({ strand: null }, "focus")) : null;
  openPanel(names, kicker, [whole, ...cards(own, []), ...offerCards(claimsOf(own))], how);
  return names + ": " + kicker;
}

function showTie(how) {
  const tie = level.ties[view.tie];
  const names = actorName(tie.a) + " – " + actorName(tie.b);
  if (!isShown[view.tie]) {
    openPanel(names, tie.kind, [make("p", "lead", "Not within what the filters, the days and the day of knowing let through.")], how);
    return "This tie is not within what is shown";
  }
  openPanel(names, tie.kind, [...cards([view.tie], []), ...offerCards(claimsOf([view.tie]))], how);
  return "Details of one tie: " + names;
}

function showActor(how) {
  const n = view.actor;
  const actor = level.actors[n];
  const ties = shown.filter((t) => level.ties[t].a === n || level.ties[t].b === n);
  const covered = new Set(level.ties.filter((tie) => tie.a === n || tie.b === n).map((tie) => tie.claim));
  const own = windowed() || view.around >= 0 ? [] : [...new Set(actor.claims)].filter((claim) => !covered.has(claim) && isKnown(claim));
  const side = siding().side[n] < 0 ? "" : sidesOf()[siding().side[n]].label;
  const near = button("Only with neighbours", "plain", () => change({ around: view.around === n ? -1 : n, chain: null }, "same"));
  near.setAttribute("aria-pressed", String(view.around === n));
  near.id = "near";
  const chain = button("Chain of talks to …", "plain", () => askForEnd(n));
  chain.id = "chain-from";
  const parts = [
    actor.description ? make("p", "lead", actor.description) : null,
    actor.names.length ? make("p", "lead", "Also: " + actor.names.join(", ")) : null,
    make("div", "actions", near, chain),
    ...cards(ties, own),
    ...offerCards(new Set([...claimsOf(ties), ...own])),
  ];
  const kicker = [actor.type, side || (actor.belongs !== actor.label ? actor.belongs : ""), count(ties.length, "tie", "ties")].filter(Boolean).join(" · ");
  openPanel(actor.name, kicker, parts, how);
  return actor.label + ": " + kicker;
}

function showChain(how) {
  const [start, end] = view.chain;
  const steps = chainSteps(shown);
  const parts = [make("p", "lead", steps.length
    ? "The shortest chain of talks, within what the filters and the clocks let through."
    : "No chain of talks joins the two, within what the filters and the clocks let through.")];
  steps.forEach((step, place) => {
    parts.push(make("section", "", make("h3", "", (place + 1) + ". " + actorName(step.from) + " – " + actorName(step.to)), ...cards(step.ties, [])));
  });
  const title = actorName(start) + " to " + actorName(end);
  openPanel(title, steps.length ? count(steps.length, "step", "steps") : "no chain", parts, how);
  return "Chain of talks, " + title + ": " + (steps.length ? [start, ...steps.map((step) => step.to)].map(actorName).join(", ") : "none");
}

function showPanel(how) {
  const kind = chosen();
  if (view.chain && !kind) return showChain(how);
  if (kind === "tie") return showTie(how);
  if (kind === "pair") return showPair(how);
  if (kind === "actor") return showActor(how);
  showOverview();
  return "Overview";
}

function chooseActor(n, how) {
  change({ actor: n, other: -1, strand: null, tie: -1 }, how);
}

// First what is chosen goes, then what is in focus.
function clearChoice() {
  if (!chosen() && !view.chain && view.around < 0) return;
  const inside = panel.contains(document.activeElement);
  change(chosen() ? { actor: -1, other: -1, strand: null, tie: -1 } : { around: -1, chain: null });
  if (!inside) return;
  const back = opener && findMark(opener);
  (back || (view.tab === "table" ? byId("view-table") : graph)).focus({ preventScroll: true });
}

// Controls are made anew with each change. A mark finds the same one again: by its id, or by its row, words and place.
const CONTROLS = "button, a[href], summary, input, select, [tabindex]";

function markOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return { id: element.id };
  const room = panel.contains(element) ? panel : tableView.contains(element) ? tableView : null;
  if (!room) return null;
  const row = element.closest("tr[data-tie]");
  const alike = sameWords(row || room, element.textContent);
  return { room: room.id, tie: row ? row.dataset.tie : null, words: element.textContent, place: alike.indexOf(element) };
}

function findMark({ id, room, tie, words, place }) {
  const within = id ? null : tie === null ? byId(room) : byId(room).querySelector('tr[data-tie="' + Number(tie) + '"]');
  const found = id ? byId(id) : within && sameWords(within, words)[place];
  return found && found.offsetParent ? found : null;
}

const sameWords = (room, words) => [...room.querySelectorAll(CONTROLS)].filter((control) => control.textContent === words);

function whoButton(n) {
  return button(actorName(n), "who", () => chooseActor(n, "focus"));
}

const CHOICES = ["actor", "other", "strand", "tie", "around", "chain"];

onChange((parts, how) => {
  const chooses = CHOICES.some((name) => name in parts);
  const focused = panel.contains(document.activeElement) ? markOf(document.activeElement) : null;
  const words = showPanel(how || (chooses ? undefined : "same"));
  if (focused && how !== "focus" && !panel.contains(document.activeElement)) {
    const again = findMark(focused);
    if (again) again.focus({ preventScroll: true });
  }
  if (chooses) say(words);
});
