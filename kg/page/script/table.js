// The same ties as a table: sorted as one likes, to be copied; each row opens the same details as its line.
const tableView = byId("view-table");
const ROWS = 400;
const dayOf = (tie) => tie.earliest ?? tie.latest ?? Infinity;
const byText = (text) => (one, other) => text(one).localeCompare(text(other), "en");
const statusOf = (tie) => [tie.eventStatus, tie.status].filter(Boolean).join(", ");
const tellerOf = (tie) => (tie.claim >= 0 && data.claims[tie.claim].speaker >= 0 ? data.speakers[data.claims[tie.claim].speaker] : "");
const COLUMNS = [
  ["date", "Date", (tie) => tie.date], ["kind", "Kind", (tie) => tie.kind],
  ["actor", "Actor", (tie) => level.actors[tie.a].name], ["role", "Role", (tie) => part(tie, 0)],
  ["with", "With, or to", (tie) => level.actors[tie.b].name], ["role-with", "Their role", (tie) => part(tie, 1)],
  ["status", "Status", statusOf],
  // Only where it tells something: where there are machine-coded claims.
  ...(data.coded ? [["checked", "Checked", (tie) => MAKERS[makerOf(tie)]]] : []), ["teller", "According to", tellerOf], ["source", "Source", (tie) => cite(sourceOf(tie))],
];
const SORTS = Object.fromEntries(COLUMNS.map(([name, , text]) => [name, name === "date" ? (one, other) => dayOf(one) - dayOf(other) : byText(text)]));
let rowsShown = ROWS;

function sorted() {
  const compare = SORTS[view.sort];
  const way = view.down ? -1 : 1;
  return [...shown].sort((one, other) => way * (compare(level.ties[one], level.ties[other]) || 0) || one - other);
}

function fillTable() {
  // Built when looked at: thousands of rows are only worth their time then.
  if (tableView.hidden) return;
  const ties = sorted();
  const body = make("tbody", "");
  for (const t of ties.slice(0, rowsShown)) body.append(row(t));
  const head = make("tr", "", headCell(make("th", "", "Claim"), ""));
  for (const [name, label] of COLUMNS) head.append(headCell(make("th", "", sortButton(name, label)), name));
  const some = ties.length > rowsShown ? "The first " + rowsShown + " of " : "";
  const table = make("table", "", make("caption", "", some + count(ties.length, "tie", "ties")), make("thead", "", head), body);
  const tools = make("div", "table-tools", button("Copy as CSV", "plain", copyTable), button("Save as CSV", "plain", () => save("ties.csv", "text/csv", "\ufeff" + asCsv())));
  tableView.replaceChildren(tools, table);
  if (ties.length > rowsShown) {
    tableView.append(make("p", "more", button("Show more rows", "plain", () => {
      const before = rowsShown;
      rowsShown += ROWS;
      fillTable();
      tableView.querySelectorAll("tbody tr")[before].querySelector("button").focus({ preventScroll: true });
    })));
  }
  markRow();
}

function headCell(cell, name) {
  cell.scope = "col";
  if (name && view.sort === name) cell.setAttribute("aria-sort", view.down ? "descending" : "ascending");
  return cell;
}

function sortButton(name, label) {
  const mark = view.sort === name ? make("span", "mark", view.down ? "▼" : "▲") : null;
  if (mark) mark.setAttribute("aria-hidden", "true");
  const sort = button(label, "sort", () => {
    change({ sort: name, down: view.sort === name && !view.down });
    tableView.querySelector("[data-sort=" + name + "]").focus();
    say("Sorted by " + label + (view.down ? ", descending" : ", ascending"));
  });
  sort.dataset.sort = name;
  if (mark) sort.append(mark);
  return sort;
}

function row(t) {
  const tie = level.ties[t];
  const open = button("Show", "who", () => change({ tie: t, actor: -1, other: -1, strand: null }, "focus"));
  open.append(make("span", "unseen", " the claim: " + [actorName(tie.a), actorName(tie.b), tie.kind, tie.date].join(", ")));
  const dot = make("span", "dot");
  paintRole(dot, tie.role);
  const line = make("tr", "",
    make("td", "fixed", open), make("td", "", tie.date, tie.uncertain ? make("span", "flag", "uncertain") : null), make("td", "fixed", dot, tie.kind),
    make("td", "", whoButton(tie.a)), make("td", "", part(tie, 0)),
    make("td", "", whoButton(tie.b)), make("td", "", part(tie, 1)),
    make("td", "", statusOf(tie)), data.coded ? make("td", "", MAKERS[makerOf(tie)]) : null, make("td", "", tellerOf(tie)), make("td", "", cite(sourceOf(tie))));
  line.dataset.tie = t;
  return line;
}

function markRow() {
  for (const line of tableView.querySelectorAll("tr[data-tie]")) line.classList.toggle("chosen", view.tie === Number(line.dataset.tie));
}

// What a spreadsheet takes for a formula; the rule of the command line, word for word.
const FORMULA = /^'*(?:[\t\r\n]|[\s\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*[=+\-@|\u207a\u207b\u207c\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20\uff5c])/;

// Comma-separated, in the order shown, with the claim in words, its phrase and its address. What a spreadsheet would take
// for a formula gets an apostrophe before it.
function asCsv() {
  const cell = (text) => {
    const safe = FORMULA.test(text) ? "'" + text : text;
    return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  const claim = (tie) => (tie.claim < 0 ? { words: "", phrase: "" } : data.claims[tie.claim]);
  const fields = [...COLUMNS.map(([, label, text]) => [label, text]), ["Claim", (tie) => claim(tie).words], ["Phrase", (tie) => claim(tie).phrase], ["Address", (tie) => (sourceOf(tie) || { link: "" }).link]];
  const lines = [fields.map(([label]) => label), ...sorted().map((t) => fields.map(([, text]) => text(level.ties[t])))];
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

async function copyTable() {
  const done = await copyText(asCsv());
  note(done ? count(shown.length, "row", "rows") + " copied as CSV" : "Copying is not allowed here; save the file instead");
}

onChange((parts) => {
  if (!("sort" in parts)) rowsShown = Math.max(ROWS, Math.min(rowsShown, 4 * ROWS));
  fillTable();
});
