// The panel beside the graph: what is known about the page, a tie, or an actor, and who says so.
const panel = byId("panel");
const MOST_CARDS = 60;
let opener = null;

function openPanel(title, kicker, parts, how) {
  const heading = make("h2", "", title);
  heading.id = "panel-title";
  heading.tabIndex = -1;
  const head = make("div", "panel-head", make("div", "", kicker ? make("p", "kicker", kicker) : null, heading));
  if (how !== "overview") head.append(button("Close", "back", clearSelection));
  panel.replaceChildren(head, ...parts.filter(Boolean));
  panel.scrollTop = 0;
  if (how === "focus") {
    opener = document.activeElement;
    heading.focus({ preventScroll: true });
  }
  if (how !== "overview" && panel.offsetTop > byId("graph").getBoundingClientRect().height) {
    // In one column the panel is below the graph.
    if (panel.getBoundingClientRect().top > window.innerHeight - 120) {
      panel.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
    }
  }
}

function showOverview() {
  const parts = [
    make("p", "lead", "Each line stands for what sources say about two actors. Choose a line or an actor to see each claim, the phrase it rests on, and who says so."),
  ];
  const sides = data.sides.map((side, n) => [side, data.actors.map((_, i) => i).filter((i) => data.actors[i].side === n)]);
  if (sides.length) {
    const section = make("section", "", make("h3", "", data.conflict || "The sides"));
    for (const [side, members] of sides) {
      const item = make("p", "members", make("b", "", side.label + ": "));
      members.slice(0, 12).forEach((n, place) => item.append(place ? ", " : "", whoButton(n)));
      if (members.length > 12) item.append(", and " + (members.length - 12) + " more");
      section.append(item);
    }
    parts.push(section);
  }
  if (data.sources.length) {
    const list = make("ul", "sources");
    for (const source of data.sources.slice(0, 200)) {
      const title = source.title || source.address || source.publisher;
      list.append(make("li", "", (source.link && link(source.link, title)) || title, make("small", "", sourceLine(source, false))));
    }
    parts.push(make("section", "", make("h3", "", data.sources.length === 1 ? "Source" : "Sources"), list));
  }
  openPanel("How to read this", "", parts, "overview");
}

function showLine(n, how) {
  const line = data.lines[n];
  const shown = line.ties.filter((t) => visible(data.ties[t]));
  const names = actorName(line.a) + " – " + actorName(line.b);
  const kicker = [roleLabel(line.role), count(shown.length, "tie", "ties")].filter(Boolean).join(" · ");
  openPanel(names, kicker, cards(shown, []), how);
  say(names + ": " + kicker);
}

function showTie(n, how) {
  const tie = data.ties[n];
  openPanel(actorName(tie.a) + " – " + actorName(tie.b), tie.kind, cards([n], []), how);
  say("Details of one tie: " + actorName(tie.a) + ", " + actorName(tie.b));
}

function showActor(n, how) {
  const actor = data.actors[n];
  const ties = data.ties.map((_, t) => t).filter((t) => (data.ties[t].a === n || data.ties[t].b === n) && visible(data.ties[t]));
  const covered = new Set(ties.map((t) => data.ties[t].claim));
  const own = [...new Set(actor.claims)].filter((claim) => !covered.has(claim));
  const side = actor.side < 0 ? "" : data.sides[actor.side].label;
  const parts = [
    actor.description ? make("p", "lead", actor.description) : null,
    actor.names.length ? make("p", "lead", "Also: " + actor.names.join(", ")) : null,
    ...cards(ties, own),
  ];
  const kicker = [actor.type, side, count(ties.length, "tie", "ties")].filter(Boolean).join(" · ");
  openPanel(actor.name, kicker, parts, how);
  say(actor.label + ": " + kicker);
}

// One card for each claim, with the ties that rest on it, in the order of time; then `claims` without a tie.
function cards(ties, claims) {
  const groups = new Map();
  for (const t of ties) {
    const key = data.ties[t].claim < 0 ? "tie" + t : data.ties[t].claim;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(t);
  }
  const made = [...groups.values()].map((group) => () => card(data.ties[group[0]].claim, group));
  made.push(...claims.map((claim) => () => card(claim, [])));
  if (made.length <= MOST_CARDS) return made.map((build) => build());
  const rest = button("Show " + (made.length - MOST_CARDS) + " more", "plain", () => {
    rest.replaceWith(...made.slice(MOST_CARDS).map((build) => build()));
  });
  return [...made.slice(0, MOST_CARDS).map((build) => build()), rest];
}

function card(claimPlace, ties) {
  const first = ties.length ? data.ties[ties[0]] : null;
  const claim = claimPlace < 0 ? null : data.claims[claimPlace];
  const box = make("article", "card");
  if (first) paintRole(box, first.role);
  const heading = make("h3", "", first ? first.kind : "Claim");
  if (first && first.date) heading.append(make("span", "when", " · " + first.date));
  const flags = new Set();
  for (const t of ties) {
    const tie = data.ties[t];
    for (const flag of [tie.eventStatus, tie.status, tie.uncertain ? "uncertain date" : ""]) if (flag) flags.add(flag);
  }
  if (claim && claim.rank) flags.add(claim.rank);
  for (const flag of flags) heading.append(make("span", "flag", flag));
  box.append(heading);
  if (ties.length) {
    const list = make("ul", "parties");
    for (const t of ties) list.append(parties(data.ties[t]));
    box.append(list);
  }
  if (claim && claim.words) box.append(make("p", "words", claim.words));
  if (claim && claim.phrase) box.append(make("blockquote", "", "“" + claim.phrase + "”"));
  const facts = make("dl", "");
  const source = data.sources[claim ? claim.source : first ? first.source : -1];
  const told = first && claim && claim.words.endsWith(first.content);
  fact(facts, "What", first && !told ? first.content : "");
  fact(facts, "About", first && first.topics.join(", "));
  fact(facts, "How often", first && first.count ? count(first.count, "time", "times") : "");
  if (claim) fact(facts, "According to", claim.accordingTo);
  if (source) fact(facts, "Source", sourceLine(source, true));
  if (claim) {
    fact(facts, "Checked", claim.check);
    fact(facts, "Rests on", claim.basis);
    fact(facts, "Note", claim.note);
  }
  if (source && source.address && !source.link) fact(facts, "Address", source.address);
  if (facts.childElementCount) box.append(facts);
  const out = claim && claim.link && link(claim.link, claim.phrase ? "Open the source at this phrase" : "Open the source");
  if (out) {
    out.className = "out";
    out.append(make("span", "unseen", " (new tab)"));
    box.append(out);
  }
  return box;
}

function fact(list, name, text) {
  if (text) list.append(make("dt", "", name), make("dd", "", text));
}

function parties(tie) {
  const item = make("li", "");
  [tie.a, tie.b].forEach((actor, end) => {
    if (end) item.append(tie.directed ? " → " : " – ");
    const words = part(tie, end);
    item.append(make("b", "", actorName(actor)), words ? " (" + words + ")" : "");
  });
  return item;
}

function sourceLine(source, withTitle) {
  return [source.publisher, withTitle ? source.title && "“" + source.title + "”" : source.type, source.date].filter(Boolean).join(", ");
}

function whoButton(n) {
  return button(actorName(n), "who", () => select({ actor: n }, "focus"));
}
