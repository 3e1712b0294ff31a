// Two clocks: when it happened and when it was known, by the same rules as kg.claims.clocks. Cases in JSON hold both to them.
const accountsOf = data.events.map(() => []);
const coursesOf = data.events.map(() => []);
for (const account of data.accounts) accountsOf[account.event].push(account);
for (const course of data.courses) coursesOf[course.event].push(course);

// Which sources were out by a day: with `certain` only those that surely were.
function sourcesOut(day, certain) {
  return data.sources.map((source) => {
    if (day === null) return true;
    if (certain) return source.last !== null && source.last <= day && !source.doubt;
    return source.first === null || source.first <= day;
  });
}

function knownClaims(out) {
  return data.claims.map((claim) => claim.source < 0 || out[claim.source]);
}

const UNCERTAIN = 1;
const ABOUT = 2;
const liesWithin = (one, other) =>
  (other.earliest === null || (one.earliest !== null && one.earliest >= other.earliest))
  && (other.latest === null || (one.latest !== null && one.latest <= other.latest));
const saysAll = (one, other) => liesWithin(one, other) && (one.doubt & UNCERTAIN) <= (other.doubt & UNCERTAIN) && (one.doubt & ABOUT) <= (other.doubt & ABOUT);

// The dates without those that say no more than another of them.
function mostTelling(dates) {
  if (dates.length < 2) return dates;
  return dates.filter((day) => !dates.some((other) => saysAll(other, day) && !saysAll(day, other)));
}

// The dates of an event, or of those in the course of which it came about, as far as they are known. What was found for
// the last `known` is kept: a thousand events may be in the course of one another.
let datesFor = null;
let datesKept = new Map();

function datesOf(event, known) {
  const all = accountsOf[event];
  if (all.length === 1 && (all[0].claim < 0 || known[all[0].claim])) return all;
  if (datesFor !== known) [datesFor, datesKept] = [known, new Map()];
  const found = [];
  const seen = new Set();
  const waiting = [event];
  // As long as each event is in the course of one other, all on the way have the same dates.
  let straight = true;
  while (waiting.length) {
    const next = waiting.pop();
    straight &&= waiting.length === 0;
    if (datesKept.has(next)) {
      for (const account of datesKept.get(next)) found.push(account);
      continue;
    }
    const own = accountsOf[next].filter((account) => account.claim < 0 || known[account.claim]);
    const lasted = next === event ? [] : own.filter((account) => account.lasted);
    if (own.length) for (const account of lasted.length ? lasted : own) found.push(account);
    else if (!seen.has(next)) {
      seen.add(next);
      for (const course of coursesOf[next]) if (course.claim < 0 || known[course.claim]) waiting.push(course.during);
    }
  }
  for (const passed of straight ? seen : [event]) datesKept.set(passed, found);
  return found;
}

// What lasted, put together of its accounts: an end that one leaves open is that, or each, which another gives.
function joinSpans(spans) {
  const heads = spans.filter((span) => span.interval && span.earliest !== null);
  const tails = spans.filter((span) => span.interval && span.latest !== null);
  return spans.flatMap((span) => {
    if (span.earliest !== null && span.latest !== null) return [span];
    const whole = (span.earliest !== null ? [span] : heads).flatMap((head) => (span.latest !== null ? [span] : tails)
      .filter((tail) => head.earliest <= tail.latest)
      .map((tail) => ({
        earliest: head.earliest, latest: tail.latest,
        lastStart: Math.min(head.lastStart, tail.latest), firstEnd: Math.max(head.earliest, tail.firstEnd),
        doubt: head.startDoubt | tail.endDoubt,
      })));
    return whole.length ? whole : [span];
  });
}

function inWindow(event, known, from, to, certain) {
  const own = accountsOf[event].filter((account) => account.claim < 0 || known[account.claim]);
  const course = coursesOf[event].some((entry) => entry.claim < 0 || known[entry.claim]);
  const beforeEnd = (day) => day === null || to === null || day <= to;
  const afterStart = (day) => day === null || from === null || day >= from;
  const lasted = own.filter((account) => account.lasted);
  if (lasted.length || (data.events[event].lasting && (own.length || !course))) {
    if (!own.length) return !certain;
    const spans = joinSpans(lasted.length ? lasted : own);
    if (!certain) return spans.some((span) => beforeEnd(span.earliest) && afterStart(span.latest));
    return spans.every((span) => !span.doubt && beforeEnd(span.lastStart) && afterStart(span.firstEnd));
  }
  const dates = datesOf(event, known);
  if (!dates.length) return !certain;
  if (!certain) return mostTelling(dates).some((day) => beforeEnd(day.earliest) && afterStart(day.latest));
  return mostTelling(dates).every((day) => !day.doubt
    && (to === null || (day.latest !== null && day.latest <= to))
    && (from === null || (day.earliest !== null && day.earliest >= from)));
}

// The day or days of an event for a picture of time: the most exact of its dates, or null where none is bounded. How
// long it lasted is the most exact: it was on each of these days.
function daysOf(event, known) {
  let best = null;
  for (const day of datesOf(event, known)) {
    if (day.earliest === null || day.latest === null) continue;
    const lasted = day.lasted && day.event === event && !day.doubt && day.earliest === day.lastStart && day.latest === day.firstEnd;
    const wide = lasted ? -1 : day.latest - day.earliest;
    if (!best || wide < best.wide || (wide === best.wide && Boolean(day.doubt) < best.doubt)) {
      best = { first: day.earliest, last: day.latest, wide, doubt: Boolean(day.doubt),
        sure: lasted || (day.earliest === day.latest && !day.doubt) };
    }
  }
  return best;
}
