// Moving through time: a slider over days with a histogram of events, and the two clocks.
const SPEED = 700;
const MOST_BINS = 200;
const STEPS = [1, 7, 14, 30, 91, 365, 3650];
const slider = byId("day");
const bars = byId("bars");
const SVG = "http://www.w3.org/2000/svg";
let playing = null;
let range = null;
// The events of the level that are drawn over time: {event, first, last, doubt}.
let dated = [];

function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

// The days that the slider spans: those of all that happened, at this level, by any account.
function setRange() {
  const all = data.claims.map(() => true);
  const events = new Set(level.ties.map((tie) => tie.event).filter((event) => event >= 0 && !data.events[event].lasting));
  const days = [...events].map((event) => daysOf(event, all)).filter(Boolean);
  range = days.length ? days.reduce((so, day) => ({ first: Math.min(so.first, day.first), last: Math.max(so.last, day.last) }), days[0]) : null;
  byId("time").hidden = !range;
  if (!range) return;
  slider.min = String(range.first);
  slider.max = String(range.last);
  byId("known").min = isoDay(range.first);
}

function setDated() {
  const events = new Set();
  const focus = inFocus();
  level.ties.forEach((tie, t) => {
    if (tie.event >= 0 && !data.events[tie.event].lasting && !events.has(tie.event) && isKnown(tie.claim) && tieFits(tie) && focus(tie, t)) events.add(tie.event);
  });
  dated = [...events].map((event) => ({ event, ...daysOf(event, known) })).filter((day) => day.first !== undefined);
}

// Whether a tie would be in the focus, whatever its day.
function inFocus() {
  if (view.chain) return (tie, t) => isShown[t] === 1;
  if (view.around < 0) return () => true;
  const near = neighbourhood([...level.ties.keys()].filter((t) => tieFits(level.ties[t])), view.around);
  return (tie) => near.has(tie.a) && near.has(tie.b);
}

// For each bin how many events surely were in it, and how many may have been.
function countBins() {
  const long = range.last - range.first + 1;
  const step = STEPS.find((days) => long / days <= MOST_BINS) || Math.ceil(long / MOST_BINS);
  const bins = Array.from({ length: Math.ceil(long / step) }, () => ({ sure: 0, maybe: 0 }));
  const place = (day) => Math.min(bins.length - 1, Math.max(0, Math.floor((day - range.first) / step)));
  for (const day of dated) {
    const [from, to] = [place(day.first), place(day.last)];
    for (let n = from; n <= to; n += 1) {
      if (day.sure || (from === to && !day.doubt)) bins[n].sure += 1;
      else bins[n].maybe += 1;
    }
  }
  return { bins, step };
}

function drawBars() {
  const { bins, step } = countBins();
  const wide = 1000 / bins.length;
  const most = Math.max(1, ...bins.map((bin) => bin.sure + bin.maybe));
  const high = (number) => (number / most) * 40;
  bars.setAttribute("viewBox", "0 0 1000 42");
  const drawn = [];
  if (windowed()) {
    const from = since() === null ? range.first : Math.max(range.first, since());
    const x = ((from - range.first) / step) * wide;
    drawn.push(makeSvg("rect", { class: "window", x, y: 0, width: Math.max(2, ((view.until - from + 1) / step) * wide), height: 42 }));
  }
  bins.forEach((bin, n) => {
    const box = { x: n * wide + wide * 0.1, width: wide * 0.8 };
    if (bin.sure) drawn.push(makeSvg("rect", { class: "sure", ...box, y: 42 - high(bin.sure), height: high(bin.sure) }));
    if (bin.maybe) drawn.push(makeSvg("rect", { class: "maybe", ...box, y: 42 - high(bin.sure + bin.maybe), height: high(bin.maybe) }));
  });
  bars.replaceChildren(...drawn);
  byId("bars-title").textContent = (step === 1 ? "Events by day" : "Events by " + step + " days") + ", at most " + most + "; pale where the day is not sure";
}

function windowWords() {
  if (!windowed()) return "All days";
  const from = since();
  if (from === null) return "Up to " + dayWords(view.until);
  return from === view.until ? dayWords(view.until) : dayWords(from) + " to " + dayWords(view.until);
}

function refreshTime() {
  if (!range) return;
  drawBars();
  slider.value = String(view.until === null ? range.last : view.until);
  slider.setAttribute("aria-valuetext", windowWords());
  byId("width").value = !windowed() ? "all" : view.days === null ? "open" : widthOption(view.days);
  const events = new Set(shown.map((t) => level.ties[t].event).filter((event) => event >= 0 && !data.events[event].lasting));
  const sure = dated.filter((day) => events.has(day.event) && day.sure).length;
  const unsure = events.size - sure;
  byId("window").textContent = windowWords() + " · " + count(events.size, "event", "events") + (unsure ? ", " + unsure + " of no sure day" : "");
  byId("certain").checked = view.certain;
  byId("certain").disabled = !windowed() && knownDay() === null;
  byId("follow").disabled = !windowed();
  byId("levels-note").hidden = level.name === "person" || (!windowed() && knownDay() === null && !view.off.checked.size);
  byId("follow").checked = view.follow;
  const day = knownDay();
  byId("known").value = day === null ? "" : isoDay(day);
  byId("known").disabled = view.follow;
  byId("play").textContent = playing ? "Pause" : "Play";
  byId("play").setAttribute("aria-pressed", String(Boolean(playing)));
  // A clock that is set is not to be overlooked.
  if (knownDay() !== null || view.certain) byId("clocks").open = true;
  byId("all-days").hidden = !windowed() && knownDay() === null && !view.certain;
}

// A length that a link asks for and the list does not have joins the list.
function widthOption(days) {
  const select = byId("width");
  if (![...select.options].some((option) => option.value === String(days))) {
    const option = make("option", "", days + " days");
    option.value = String(days);
    select.append(option);
  }
  return String(days);
}

function moveTo(day) {
  const until = Math.min(range.last, Math.max(range.first, day));
  change({ until, days: windowed() ? view.days : 7 });
}

function stop() {
  clearInterval(playing);
  playing = null;
  quiet = false;
}

function play() {
  if (playing) {
    stop();
    refreshTime();
    say(byId("window").textContent);
    return;
  }
  if (!windowed() || view.until >= range.last) change({ until: range.first, days: windowed() ? view.days : 7 });
  quiet = true;
  // No day is left out between one window and the next. Whoever asked for less motion gets more time for each.
  const step = Math.max(1, Math.min(view.days ?? Infinity, Math.round((range.last - range.first) / 60)));
  playing = setInterval(() => {
    if (view.until === null || !range) {
      stop();
      refreshTime();
      return;
    }
    const next = Math.min(range.last, view.until + step);
    if (next >= range.last) stop();
    change({ until: next });
  }, still.matches ? 3 * SPEED : SPEED);
  refreshTime();
}

function buildTime() {
  slider.addEventListener("input", () => { stop(); moveTo(Number(slider.value)); });
  byId("width").addEventListener("change", () => {
    const wanted = byId("width").value;
    stop();
    if (wanted === "all") change({ until: null, days: null, follow: false, certain: view.certain && view.known !== null });
    else change({ until: view.until === null ? range.last : view.until, days: wanted === "open" ? null : Number(wanted) });
  });
  byId("play").addEventListener("click", play);
  byId("certain").addEventListener("change", () => change({ certain: byId("certain").checked }));
  byId("known").addEventListener("change", () => change({ known: toDay(byId("known").value), follow: false }));
  byId("follow").addEventListener("change", () => {
    const follow = byId("follow").checked;
    change({ follow, known: null });
  });
  byId("all-days").addEventListener("click", () => {
    stop();
    change({ until: null, days: null, certain: false, known: null, follow: false });
    slider.focus();
  });
  bars.addEventListener("click", (event) => {
    const room = bars.getBoundingClientRect();
    stop();
    moveTo(range.first + Math.floor(((event.clientX - room.left) / room.width) * (range.last - range.first + 1)));
  });
}

onChange((parts) => {
  if ("level" in parts) setRange();
  // What lies in the window changes nothing about what is counted around it.
  const moved = Object.keys(parts).every((name) => ["until", "days"].includes(name));
  if (range && (!moved || view.follow || view.chain)) setDated();
  refreshTime();
});
