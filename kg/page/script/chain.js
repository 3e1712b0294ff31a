// The shortest chain of talks between two actors: breadth first, and of several the first in the order of ids. The talks of
// those who stand for an end are its own, as in kg.analysis.find_paths, of which a test holds it to be the first.
function chainSteps(ties) {
  const [start, end] = view.chain;
  const talks = new Map();
  for (const t of ties) {
    const tie = level.ties[t];
    if (!tie.talk) continue;
    for (const [one, other] of [[tie.a, tie.b], [tie.b, tie.a]]) {
      if (!talks.has(one)) talks.set(one, new Map());
      if (!talks.get(one).has(other)) talks.get(one).set(other, []);
      talks.get(one).get(other).push(t);
    }
  }
  const own = (n) => [n, ...level.actors[n].members].filter((each) => talks.has(each));
  const [starts, ends] = [own(start), own(end)];
  if (starts.some((each) => ends.includes(each))) return [];
  const before = new Map(starts.map((each) => [each, each]));
  // Actors stand in the order of their ids, so that their places sort as ids do.
  let waiting = starts.sort((one, other) => one - other);
  while (waiting.length && !ends.some((each) => before.has(each))) {
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
  const chains = ends.filter((each) => before.has(each)).map((each) => {
    const chain = [each];
    while (before.get(chain[0]) !== chain[0]) chain.unshift(before.get(chain[0]));
    return chain;
  });
  const inOrder = (one, other) => one.map((n, place) => n - other[place]).find(Boolean) ?? 0;
  const [chain] = chains.sort(inOrder);
  if (!chain) return [];
  return chain.slice(1).map((to, place) => ({ from: chain[place], to, ties: [...new Set(talks.get(chain[place]).get(to))] }));
}
