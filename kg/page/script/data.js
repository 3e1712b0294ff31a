// The data of the page: rows with the names of their columns, made from what repeats only once.
const packed = JSON.parse(byId("data").textContent);

function unpack({ length, columns }) {
  const rows = Array.from({ length }, () => ({}));
  for (const [name, column] of Object.entries(columns)) {
    if (Array.isArray(column)) rows.forEach((row, n) => { row[name] = column[n]; });
    else if (Object.hasOwn(column, "own")) rows.forEach((row, n) => { row[name] = n; });
    else if (Object.hasOwn(column, "as")) continue;
    else if (Object.hasOwn(column, "all")) for (const row of rows) row[name] = column.all;
    else rows.forEach((row, n) => { row[name] = column.of[column.at[n]]; });
  }
  for (const [name, column] of Object.entries(columns)) {
    if (Object.hasOwn(column, "as")) for (const row of rows) row[name] = row[column.as];
  }
  return rows;
}

const data = {
  title: packed.title, coded: packed.coded, speakers: packed.speakers, statuses: packed.statuses, roles: packed.roles, layers: packed.layers,
  conflicts: packed.conflicts, rivals: packed.rivals, offers: packed.offers,
  claims: unpack(packed.claims), sources: unpack(packed.sources), events: unpack(packed.events),
  accounts: unpack(packed.accounts), courses: unpack(packed.courses),
};

// The level that is shown; others are unpacked when they are asked for. A siding is its picture for one conflict.
const levels = packed.levels.map((level) => ({ ...level, ready: false }));
let level = openLevel(0);

function openLevel(n) {
  const wanted = levels[n];
  if (wanted.ready) return wanted;
  Object.assign(wanted, { number: n, ready: true, actors: unpack(wanted.actors), ties: unpack(wanted.ties) });
  wanted.degree = new Uint32Array(wanted.actors.length);
  for (const tie of wanted.ties) {
    wanted.degree[tie.a] += 1;
    if (tie.b !== tie.a) wanted.degree[tie.b] += 1;
  }
  // The members of each group, those with the most ties first.
  wanted.members = wanted.groups.map(() => []);
  wanted.actors.forEach((actor, place) => { if (actor.group >= 0) wanted.members[actor.group].push(place); });
  for (const members of wanted.members) members.sort((one, other) => wanted.degree[other] - wanted.degree[one] || one - other);
  wanted.byKey = new Map(wanted.actors.map((actor, place) => [actor.key, place]));
  wanted.channels = [...new Set(wanted.ties.filter((tie) => data.layers[tie.layer].contact).map((tie) => tie.kind))].sort();
  for (const siding of wanted.sidings) {
    siding.side = new Int8Array(wanted.actors.length).fill(-1);
    for (let n = siding.members.length - 1; n >= 0; n -= 1) for (const member of siding.members[n]) siding.side[member] = n;
    siding.spots = new Map(siding.vis.nodes.map((node) => [node.id, node]));
    siding.curves = new Map(siding.vis.edges.map((edge) => [edge.from + " " + edge.to, edge.smooth]));
  }
  return wanted;
}

const siding = () => level.sidings[Math.min(view.siding, level.sidings.length - 1)];
const sidesOf = () => (siding().conflict < 0 ? [] : data.conflicts[siding().conflict].sides);
const actorName = (n) => level.actors[n].label;
const roleLabel = (n) => (n < 0 ? "" : data.roles[n].label);
const sourcePlace = (tie) => (tie.claim < 0 ? tie.source : data.claims[tie.claim].source);
const sourceOf = (tie) => data.sources[sourcePlace(tie)];
// Claims, and ties that rest on them, are of a curator or of a program.
const MAKERS = { curated: "curated", coded: "machine-coded" };
const makerOf = (row) => (row.coded ? "coded" : "curated");
const cite = (source) => (source ? [source.publisher, source.date].filter(Boolean).join(", ") : "");

// "mediator, for Turkey", for one end of a tie.
function part(tie, end) {
  const words = [];
  if (tie.roles[end]) words.push(tie.roles[end]);
  if (tie.behalf[end]) words.push("for " + tie.behalf[end]);
  return words.join(", ");
}

// Days are numbers from 1 January 1970.
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const isoDay = (day) => new Date(day * 864e5).toISOString().slice(0, 10);

// Some browsers take 30 February for 2 March; here it is no day.
function toDay(text) {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) / 864e5 : NaN;
  return Number.isNaN(day) || isoDay(day) !== text ? null : day;
}

function dayWords(day) {
  const at = new Date(day * 864e5);
  return at.getUTCDate() + " " + MONTHS[at.getUTCMonth()] + " " + at.getUTCFullYear();
}
