// The data of the page, and the only ways in which text reaches it: text nodes and properties, never markup.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) {
    if (child !== null && child !== undefined && child !== "") element.append(child);
  }
  return element;
}

function button(text, className, onClick) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
}

function link(address, text) {
  let target;
  try {
    target = new URL(address);
  } catch {
    return null;
  }
  // The writer of the page lets only these through; looking again costs nothing.
  if (target.protocol !== "https:" && target.protocol !== "http:") return null;
  const element = make("a", "", text);
  element.href = target.href;
  element.rel = "noopener noreferrer";
  element.target = "_blank";
  return element;
}

function say(text) {
  byId("live").textContent = text;
}

const count = (number, one, many) => number + " " + (number === 1 ? one : many);

const actorName = (n) => data.actors[n].label;
const roleLabel = (n) => (n < 0 ? "" : data.roles[n].label);

// "mediator, for Turkey", for one end of a tie.
function part(tie, end) {
  const words = [];
  if (tie.roles[end]) words.push(tie.roles[end]);
  if (tie.behalf[end]) words.push("for " + tie.behalf[end]);
  return words.join(", ");
}
