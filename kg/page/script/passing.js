// Which ties pass the filters, the clocks and the focus. The graph, the table and the panel show these and no others.
let known = [];
let inTime = null;
let sourceOut = [];
let shown = [];
let isShown = new Uint8Array(0);
let idle = new Uint8Array(0);

function retime() {
  sourceOut = sourcesOut(knownDay(), view.certain);
  known = knownClaims(sourceOut);
  // What is left out dates no event, and is no rival of what is left.
  if (view.off.checked.size) known = known.map((is, n) => is && !view.off.checked.has(makerOf(data.claims[n])));
  // By the rule of kg.claims.standing: what is deprecated, or denied by its own publisher, is not sure.
  if (view.certain) known = known.map((is, n) => is && !data.claims[n].deprecated && !denialsOf(n, known).some((denial) => denial.own));
  inTime = windowed() ? new Map() : null;
}

// Who is known to deny what a claim states.
const denialsOf = (claim, among) => (claim < 0 ? [] : data.claims[claim].denials.filter((denial) => among[denial.claim]));

// How a claim stands by what is known, in words: denied by whom, deprecated, disputed in what; see kg/derived/sql/claims.sql.
function standingOf(claim, among) {
  if (claim < 0) return [];
  const { denials, disputes, deprecated } = data.claims[claim];
  if (!denials.length && !disputes.length && !deprecated) return [];
  const denied = new Set(denialsOf(claim, among).flatMap((denial) => denial.by));
  const disputed = new Set(disputes.filter((dispute) => among[dispute.claim]).map((dispute) => dispute.differs));
  return [
    ...(denied.size ? ["denied by " + [...denied].sort().join(", ")] : []),
    ...(deprecated ? ["deprecated"] : []),
    ...(disputed.size ? ["disputed: " + [...disputed].sort().join(", ")] : []),
  ];
}

// What took place is drawn otherwise where somebody denies or disputes it, or where the claim is deprecated.
const styleOf = (tie, among = known) => (tie.style === "solid" && standingOf(tie.claim, among).length ? "denied" : tie.style);

function eventInTime(event) {
  if (!inTime.has(event)) inTime.set(event, inWindow(event, known, since(), view.until, view.certain));
  return inTime.get(event);
}

const isKnown = (claim) => claim < 0 || known[claim];

function tieInTime(tie) {
  if (!isKnown(tie.claim) || (tie.claim < 0 && tie.source >= 0 && !sourceOut[tie.source])) return false;
  return inTime === null || tie.event < 0 || eventInTime(tie.event);
}

// All filters but the window of days: what the histogram counts.
function tieFits(tie) {
  const { off } = view;
  if (off.layer.has(tie.layer) || off.style.has(styleOf(tie)) || off.role.has(tie.role) || off.checked.has(makerOf(tie))) return false;
  if (off.channel.size && data.layers[tie.layer].contact && off.channel.has(tie.kind)) return false;
  if (view.source >= 0 && sourcePlace(tie) !== view.source) return false;
  if (view.speaker >= 0 && (tie.claim < 0 || data.claims[tie.claim].speaker !== view.speaker)) return false;
  if (view.status >= 0 && tie.status !== data.statuses[view.status] && tie.eventStatus !== data.statuses[view.status]) return false;
  return view.conflict < 0 || ofConflict(tie);
}

// A tie belongs to a conflict if its event is told to be part of it, or if one of its ends is of one of its sides.
function ofConflict(tie) {
  if (tie.event >= 0 && data.events[tie.event].conflicts.includes(view.conflict)) return true;
  const there = level.sidings.find((entry) => entry.conflict === view.conflict);
  return Boolean(there) && (there.side[tie.a] >= 0 || there.side[tie.b] >= 0);
}

function refilter() {
  const fits = [];
  level.ties.forEach((tie, t) => { if (tieFits(tie) && tieInTime(tie)) fits.push(t); });
  shown = fits;
  if (view.chain) {
    const steps = new Set(chainSteps(fits).flatMap((step) => step.ties));
    shown = fits.filter((t) => steps.has(t));
  } else if (view.around >= 0) {
    const near = neighbourhood(fits, view.around);
    shown = fits.filter((t) => near.has(level.ties[t].a) && near.has(level.ties[t].b));
  }
  isShown = new Uint8Array(level.ties.length);
  idle = new Uint8Array(level.actors.length).fill(1);
  for (const t of shown) {
    isShown[t] = 1;
    idle[level.ties[t].a] = idle[level.ties[t].b] = 0;
  }
}

function neighbourhood(ties, actor) {
  const near = new Set([actor]);
  for (const t of ties) {
    const { a, b } = level.ties[t];
    if (a === actor) near.add(b);
    else if (b === actor) near.add(a);
  }
  return near;
}

onChange((parts) => {
  if (["level", "until", "days", "certain", "known", "follow"].some((name) => name in parts) || (data.coded && "off" in parts)) retime();
  refilter();
});
