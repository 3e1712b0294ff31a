// The only ways in which text reaches the page: text nodes and properties, never markup.
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

// The words of a source as part of an address: https://wicg.github.io/scroll-to-text-fragment/
function toPhrase(address, phrase) {
  if (!address || !phrase || phrase.length > 300 || phrase.endsWith("…")) return address;
  const words = encodeURIComponent(phrase).replace(/[-!'()*]/g, (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase());
  return address + (address.includes("#") ? "" : "#") + ":~:text=" + words;
}

// For those who cannot see what changed; while the days play, only when they stop.
let quiet = false;
function say(text) {
  if (!quiet) byId("live").textContent = text;
}

// For everybody: what a button did that changes nothing in sight.
let noted = null;
function note(text) {
  say(text);
  byId("note").textContent = text;
  byId("note").hidden = false;
  clearTimeout(noted);
  noted = setTimeout(() => { byId("note").hidden = true; }, 4000);
}

// Lines of at most so many letters, longer only where a word is.
function wrapWords(text, letters) {
  const rows = [""];
  for (const word of text.split(" ")) {
    if (rows[rows.length - 1] && (rows[rows.length - 1] + " " + word).length > letters) rows.push("");
    rows[rows.length - 1] += (rows[rows.length - 1] ? " " : "") + word;
  }
  return rows;
}

// At most so many characters, none of them cut in half.
function cut(text, most) {
  const letters = [...text];
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text;
}

const count = (number, one, many) => number + " " + (number === 1 ? one : many);
