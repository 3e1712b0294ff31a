// The shortest chain of talks between two actors: breadth first, and of several the first in the order of ids.
function chainSteps(ties) {
  const [start, end] = view.chain;
  const talks = new Map();
  for (const t of ties) {
    const tie = level.ties[t];
    if (!data.layers[tie.layer].contact || tie.eventStatus || tie.status || !tie.table) continue;
    for (const [one, other] of [[tie.a, tie.b], [tie.b, tie.a]]) {
      if (!talks.has(one)) talks.set(one, new Map());
      if (!talks.get(one).has(other)) talks.get(one).set(other, []);
      talks.get(one).get(other).push(t);
    }
  }
  const before = new Map([[start, start]]);
  // Actors stand in the order of their ids, so that their places sort as ids do.
  let waiting = [start];
  while (waiting.length && !before.has(end)) {
    const following = [];
    for (const from of waiting) {
      for (const next of [...(talks.get(from) || new Map()).keys()].sort((one, other) => one - other)) {
        if (before.has(next)) continue;
        before.set(next, from);
        following.push(next);
      }
    }
    waiting = following.sort((one, other) => one - other);
  }
  if (!before.has(end) || start === end) return [];
  const steps = [];
  for (let at = end; at !== start; at = before.get(at)) {
    const from = before.get(at);
    steps.unshift({ from, to: at, ties: [...new Set(talks.get(from).get(at))] });
  }
  return steps;
}
