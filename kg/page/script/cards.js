// Cards: what happened, one card for each claim about it, with who says so; rival claims side by side; offers.
const MOST_CARDS = 60;
// Of one event, and of one position among rival reports.
const MOST_CLAIMS = 20;
const MOST_TELLERS = 8;
// What the reader has unfolded stays so when the panel is made anew.
const unfolded = new Set();

function foldable(key, ...children) {
  const box = make("details", "offer", ...children);
  box.open = unfolded.has(key);
  const note = (open) => { if (open) unfolded.add(key); else unfolded.delete(key); };
  // "toggle" comes late: what is made anew in between would fold again.
  box.addEventListener("click", (event) => { if (event.target.closest("summary")) note(!box.open); });
  box.addEventListener("toggle", () => note(box.open));
  return box;
}

// The first of many, and a button for as many more.
function portion(builds, most) {
  const made = builds.slice(0, most).map((build) => build());
  const left = builds.slice(most);
  if (!left.length) return made;
  const more = button("Show " + Math.min(most, left.length) + " of " + left.length + " more", "plain", () => {
    const next = portion(left, most);
    more.replaceWith(...next);
    const first = next[0].querySelector("h3, h4") || next[0];
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  });
  return [...made, more];
}

const rivalsOf = indexOf(data.rivals, (rival) => rival.positions.flatMap((position) => position.claims));
const offersOf = indexOf(data.offers, (offer) => offer.versions.flatMap((version) => version.steps.flatMap((step) => step.claims)));

function indexOf(entries, claimsIn) {
  const places = new Map();
  entries.forEach((entry, n) => {
    for (const claim of claimsIn(entry)) {
      if (!places.has(claim)) places.set(claim, new Set());
      places.get(claim).add(n);
    }
  });
  return places;
}

// Cards for `ties`, by event in the order of time; then for `claims` that no tie rests on.
function cards(ties, claims) {
  const events = new Map();
  for (const t of ties) {
    const tie = level.ties[t];
    const key = tie.event < 0 ? "tie" + t : tie.event;
    if (!events.has(key)) events.set(key, new Map());
    const byClaim = events.get(key);
    const claim = tie.claim < 0 ? "tie" + t : tie.claim;
    if (!byClaim.has(claim)) byClaim.set(claim, []);
    byClaim.get(claim).push(t);
  }
  const builds = [...events.values()].map((byClaim) => () => eventCards(byClaim));
  builds.push(...claims.map((claim) => () => card(claim, [])));
  return portion(builds, MOST_CARDS);
}

function eventCards(byClaim) {
  const made = portion([...byClaim.values()].map((group) => () => card(level.ties[group[0]].claim, group)), MOST_CLAIMS);
  const rivals = new Set([...byClaim.keys()].flatMap((claim) => [...(rivalsOf.get(claim) || [])]));
  const shownRivals = [...rivals].map(rivalCard).filter(Boolean);
  if (made.length === 1 && !shownRivals.length) return made[0];
  const box = make("div", "event");
  box.append(...made, ...shownRivals);
  return box;
}

function card(claimPlace, ties) {
  const first = ties.length ? level.ties[ties[0]] : null;
  const claim = claimPlace < 0 ? null : data.claims[claimPlace];
  const box = make("article", "card");
  if (first) paintRole(box, first.role);
  const heading = make("h3", "", first ? first.kind : "Claim");
  if (first && first.date) heading.append(make("span", "when", " · " + first.date));
  const flags = new Set();
  for (const t of ties) {
    const tie = level.ties[t];
    for (const flag of [tie.eventStatus, tie.status, tie.uncertain && !/uncertain|about/.test(tie.date) ? "uncertain date" : ""]) if (flag) flags.add(flag);
  }
  if (claim && claim.rank && !claim.deprecated) flags.add(claim.rank);
  for (const words of standingOf(claimPlace, known)) flags.add(words);
  if (claim ? claim.coded : first && first.coded) flags.add(MAKERS.coded);
  for (const flag of flags) heading.append(make("span", "flag", flag));
  box.append(heading);
  if (ties.length) {
    const list = make("ul", "parties");
    for (const t of ties.slice(0, MOST_CLAIMS)) list.append(parties(level.ties[t]));
    if (ties.length > MOST_CLAIMS) list.append(make("li", "", "and " + (ties.length - MOST_CLAIMS) + " more pairs"));
    box.append(list);
  }
  if (claim && claim.words) box.append(make("p", "words", claim.words));
  if (claim && claim.phrase) box.append(make("blockquote", "", "“" + claim.phrase + "”"));
  const facts = make("dl", "");
  const source = claim ? data.sources[claim.source] : first ? data.sources[first.source] : null;
  const told = first && claim && claim.words.endsWith(first.content);
  fact(facts, "What", first && !told ? first.content : "");
  fact(facts, "About", first && first.topics.join(", "));
  fact(facts, "How often", first && first.count ? count(first.count, "time", "times") : "");
  if (claim && claim.speaker >= 0) fact(facts, "According to", data.speakers[claim.speaker]);
  if (source) fact(facts, "Source", sourceLine(source, true));
  if (claim) {
    fact(facts, "Checked", claim.check);
    fact(facts, "Rests on", claim.basis);
    fact(facts, "Note", claim.note);
  }
  if (source && source.address && !source.link) fact(facts, "Address", source.address);
  if (facts.childElementCount) box.append(facts);
  const out = claim && source && outward(source, claim.phrase);
  if (out) box.append(out);
  return box;
}

function outward(source, phrase) {
  const out = source.link && link(toPhrase(source.link, phrase), phrase ? "Open the source at this phrase" : "Open the source");
  if (!out) return null;
  out.className = "out";
  out.append(make("span", "unseen", " (new tab)"));
  return out;
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

// What claims do not agree on: each position beside the others, with who takes it. Only claims that are known count.
function rivalCard(n) {
  const rival = data.rivals[n];
  const positions = rival.positions.map((position) => ({ ...position, claims: position.claims.filter(isKnown) })).filter((position) => position.claims.length);
  if (positions.length < 2) return null;
  const all = positions.length === rival.positions.length && positions.every((position, place) => position.claims.length === rival.positions[place].claims.length);
  const box = make("section", "rival", make("h4", "", "Reports differ: " + rival.heading));
  const row = make("div", "positions");
  for (const position of positions) {
    const column = make("div", "", make("h5", "", position.label));
    for (const c of position.claims.slice(0, MOST_TELLERS)) {
      const claim = data.claims[c];
      const source = data.sources[claim.source];
      const teller = [claim.speaker >= 0 ? data.speakers[claim.speaker] : "", source ? sourceLine(source, false) : ""].filter(Boolean).join(" · ");
      column.append(make("p", "teller", teller, claim.coded ? make("span", "flag", MAKERS.coded) : null));
      if (claim.phrase) column.append(make("blockquote", "", "“" + claim.phrase + "”"));
    }
    if (position.claims.length > MOST_TELLERS) column.append(make("p", "teller", "and " + (position.claims.length - MOST_TELLERS) + " more"));
    row.append(column);
  }
  box.append(row);
  if (all) for (const remark of rival.remarks) box.append(make("p", "remark", remark));
  return box;
}

// An offer as it stood by the day of knowing; undefined where nothing was known of it.
function versionOf(offer) {
  const day = knownDay();
  return offer.versions.findLast((version) => version.known === null || day === null || version.known <= day);
}

// What became of the offers and requests that `claims` tell of, each with its history.
function offerCards(claims) {
  const wanted = new Set([...claims].flatMap((claim) => [...(offersOf.get(claim) || [])]));
  const made = [...wanted].sort((one, other) => one - other).map((n) => {
    const offer = versionOf(data.offers[n]);
    if (!offer) return null;
    const steps = offer.steps.filter((step) => step.claims.some(isKnown) && (inTime === null || step.event < 0 || eventInTime(step.event)));
    if (!steps.length) return null;
    // The state rests on all steps: what hides one of them hides it as well.
    const whole = steps.length === offer.steps.length;
    const box = foldable("offer" + n, make("summary", "", offer.title, " ", whole ? make("span", "flag", offer.state) : null));
    const list = make("ol", "");
    for (const step of steps) {
      const c = step.claims.find(isKnown);
      const source = data.sources[data.claims[c].source];
      const coded = step.claims.filter(isKnown).every((claim) => data.claims[claim].coded);
      list.append(make("li", "", make("b", "", step.day || "day not given"), step.status ? " · " + step.status : "", coded ? make("span", "flag", MAKERS.coded) : null, make("p", "", step.words), source ? make("small", "", sourceLine(source, false)) : null));
    }
    if (whole) for (const remark of offer.remarks) box.append(make("p", "remark", remark));
    else box.append(make("p", "remark", view.off.checked.size ? "Steps that only claims that are left out tell, and what came of them, are not here." : "Steps that were not known by the chosen day, or are of other days, and what came of them, are left out."));
    box.append(list);
    return box;
  }).filter(Boolean);
  return made.length ? [make("section", "", make("h3", "", "Offers and requests, and what became of them"), ...made)] : [];
}

function sourceLine(source, withTitle) {
  return [source.publisher, withTitle ? source.title && "“" + source.title + "”" : source.type, source.date].filter(Boolean).join(", ");
}
