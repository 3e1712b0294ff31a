// The same ties as a table: each row opens the same details as its line.
const tableView = byId("view-table");
const COLUMNS = ["Claim", "Date", "Kind", "Actor", "Role", "With, or to", "Role", "Status", "Source"];
const ROWS = 400;
let rowsShown = ROWS;

function fillTable() {
  // Built when looked at: thousands of rows are only worth their time then.
  if (tableView.hidden) return;
  const ties = data.ties.map((_, t) => t).filter((t) => visible(data.ties[t]));
  const body = make("tbody", "");
  for (const t of ties.slice(0, rowsShown)) body.append(row(t));
  const head = make("tr", "");
  for (const name of COLUMNS) {
    const cell = make("th", "", name);
    cell.scope = "col";
    head.append(cell);
  }
  const some = ties.length > rowsShown ? "The first " + rowsShown + " of " : "";
  const table = make("table", "", make("caption", "", some + count(ties.length, "tie", "ties") + ", in the order of time"), make("thead", "", head), body);
  tableView.replaceChildren(table);
  if (ties.length > rowsShown) {
    tableView.append(make("p", "more", button("Show more rows", "plain", () => { rowsShown += ROWS; fillTable(); })));
  }
  markRow();
}

function row(t) {
  const tie = data.ties[t];
  const claim = tie.claim < 0 ? null : data.claims[tie.claim];
  const source = data.sources[claim ? claim.source : tie.source];
  const open = button("Show", "who", () => select({ tie: t }, "focus"));
  open.append(make("span", "unseen", " the claim: " + [actorName(tie.a), actorName(tie.b), tie.kind, tie.date].join(", ")));
  const dot = make("span", "dot");
  paintRole(dot, tie.role);
  const line = make("tr", "",
    make("td", "fixed", open), make("td", "", tie.date), make("td", "fixed", dot, tie.kind),
    make("td", "", whoButton(tie.a)), make("td", "", part(tie, 0)),
    make("td", "", whoButton(tie.b)), make("td", "", part(tie, 1)),
    make("td", "", [tie.eventStatus, tie.status].filter(Boolean).join(", ")),
    make("td", "", source ? [source.publisher, source.date].filter(Boolean).join(", ") : ""));
  line.dataset.tie = t;
  return line;
}

function markRow() {
  for (const line of tableView.querySelectorAll("tr[data-tie]")) {
    line.classList.toggle("chosen", Boolean(chosen) && chosen.tie === Number(line.dataset.tie));
  }
}
