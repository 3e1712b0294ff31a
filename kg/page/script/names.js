// Names in plain letters, and how near they are to what is asked: the rules of kg.text.folding and kg.text.nearness, to
// which tests/data/names.json holds both. Nothing here touches the page.
const APOSTROPHES = "'`´‘’‛′‵ʹʺʻʼʽʾʿˈ׳՚＇";
const FILLERS = "\u115f\u1160\u3164\uffa0";
const HAN = /[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const NO_VOWELS = /[\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\ufb1d-\ufdff\ufe70-\ufefc]/;
const SPACES = /[\p{Z}\t-\r\x1c-\x1f\x85]+/u;
const ASCII = /^[\0-\x7f]*$/;
const NEAR = 97, LEAST = 70, PART = 0.97, STARTS = 85, INSIDE = 75, SUBSET = 90, SAID_ALIKE = 0.9, MOST_WORDS = 12, SHORTEST = 3;

function readNames(table) {
  const valueOf = new Map([...table.codes].map((code, n) => [code, table.values[n]]));
  const formOf = new Map(Object.entries(table.forms).flatMap(([form, others]) => [...others].map((other) => [other, form])));
  const letters = new Map(Object.entries(table.more));
  const ends = (span) => span.map((code) => `\\u{${code.toString(16)}}`).join("-");
  const unseen = new RegExp(`[${table.unseen.map(ends).join("")}]`, "gu");

  function listed(letter) {
    const code = letter.codePointAt(0);
    for (const [first, text] of table.runs) {
      if (code >= first && code < first + text.length) return valueOf.get(text[code - first]);
    }
    return null;
  }

  function plainLetter(letter) {
    if (letter <= "\x7f" && /[a-z0-9]/.test(letter)) return letter;
    if (APOSTROPHES.includes(letter) || FILLERS.includes(letter)) return "";
    if (SPACES.test(letter)) return " ";
    if (/\p{C}/u.test(letter)) return "";
    if (/[\p{P}\p{S}\p{Z}]/u.test(letter)) return " ";
    const value = listed(letter);
    if (value !== null) return value;
    if (/\p{M}/u.test(letter)) return "";
    const parts = letter.normalize("NFKD").replace(/\p{M}/gu, "");
    if (/^[a-z0-9]+$/i.test(parts)) return parts.toLowerCase();
    if (letter >= "가" && letter <= "힣") return " " + [...letter.normalize("NFD")].map(plainOf).join("") + " ";
    return letter;
  }

  function plainOf(letter) {
    if (!letters.has(letter)) letters.set(letter, plainLetter(letter));
    return letters.get(letter);
  }

  function fold(text) {
    const normal = ASCII.test(text) ? text.toLowerCase()
      : text.replaceAll("´", "'").normalize("NFKC").toLowerCase().normalize("NFKC").toLowerCase();
    return Array.from(normal, plainOf).join("").split(" ").filter(Boolean).join(" ");
  }

  const written = (text) => text.replace(unseen, "").normalize("NFC").toLowerCase().split(SPACES).filter(Boolean).join(" ");

  const hanOf = (text) => (HAN.test(text)
    ? Array.from(text.normalize("NFKC"), (c) => (HAN.test(c) ? formOf.get(c) ?? c : fold(c))).join("").replaceAll(" ", "") : "");

  return (text) => {
    const plain = fold(text);
    return { text, written: written(text), plain, letters: plain.replaceAll(" ", ""), han: hanOf(text), noVowels: NO_VOWELS.test(text) };
  };
}

// The letters that two texts have in the same order, twice, of all their letters, in hundredths.
function likeness(one, other) {
  const all = one.length + other.length;
  if (200 * Math.min(one.length, other.length) < LEAST * all) return 0;
  if (one === other) return 100;
  let row = new Uint16Array(other.length + 1);
  let next = new Uint16Array(other.length + 1);
  for (let i = 0; i < one.length; i += 1) {
    const letter = one.charCodeAt(i);
    for (let j = 0; j < other.length; j += 1) {
      next[j + 1] = letter === other.charCodeAt(j) ? row[j] + 1 : Math.max(row[j + 1], next[j]);
    }
    [row, next] = [next, row];
  }
  return (200 * row[other.length]) / all;
}

function scoreWords(asked, name) {
  let best = Math.min(likeness(asked, name), NEAR);
  if (!name.includes(" ")) return best;
  const words = name.split(" ");
  const wanted = asked.split(" ");
  const length = wanted.length;
  if (words.length > length) {
    const some = words.slice(0, MOST_WORDS);
    for (let start = 0; start + length <= some.length; start += 1) {
      best = Math.max(best, PART * likeness(asked, some.slice(start, start + length).join(" ")));
    }
  }
  if (length > 1) {
    best = Math.max(best, PART * likeness([...wanted].sort().join(" "), [...words].sort().join(" ")));
    const within = (few, many) => few.every((word) => many.includes(word));
    if (best < SUBSET && (within(wanted, words) || within(words, wanted))) best = SUBSET;
  }
  return best;
}

function scoreLetters(asked, name, letters) {
  let best = Math.min(likeness(asked, letters), NEAR);
  let at = letters.indexOf(asked);
  if (at < 0) return best;
  const edges = new Set([0]);
  let edge = 0;
  for (const word of name.split(" ")) edges.add(edge += word.length);
  for (; at >= 0; at = letters.indexOf(asked, at + 1)) {
    if (edges.has(at)) best = Math.max(best, edges.has(at + asked.length) ? 100 * PART : STARTS);
  }
  return asked.length >= SHORTEST ? Math.max(best, INSIDE) : best;
}

const consonants = (plain) => plain.replace(/[aehiouwy]/g, "").split(" ").filter(Boolean).join(" ");

// 100 is the very spelling, 99 the same letters, 98 the same but for spaces; below that it is near, down to 70, or 0.
function scoreName(asked, name) {
  if (asked.letters === name.letters) {
    if (asked.written === name.written) return 100;
    if (asked.letters && (!asked.han || !name.han || asked.han === name.han)) return asked.plain === name.plain ? 99 : 98;
  }
  if (!asked.letters || !name.letters) return 0;
  let near = Math.max(scoreWords(asked.plain, name.plain), scoreLetters(asked.letters, name.plain, name.letters));
  if (asked.noVowels || name.noVowels) {
    const bare = consonants(asked.plain);
    if (bare.length >= SHORTEST) near = Math.max(near, scoreWords(bare, consonants(name.plain)));
  }
  if (asked.han && name.han && !name.han.includes(asked.han)) near *= SAID_ALIKE;
  const score = Math.floor(near + 1e-9);
  return score >= LEAST ? score : 0;
}

// Places of things, each with its spellings, the nearest first; among those as near by place.
function findNames(asked, things, most) {
  const hits = [];
  things.forEach((spellings, n) => {
    let score = 0, name = null;
    const inHan = asked.han ? spellings.filter((spelling) => spelling.han) : [];
    for (const spelling of inHan.length ? inHan : spellings) {
      const near = scoreName(asked, spelling);
      if (near > score) [score, name] = [near, spelling];
    }
    if (score) hits.push({ n, score, name: name.text });
  });
  return hits.sort((one, other) => other.score - one.score || one.n - other.n).slice(0, most);
}
