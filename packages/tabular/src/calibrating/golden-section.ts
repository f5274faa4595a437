/** Where a function with one minimum is least, found by golden section: 25 steps leave 6e-6 of the range. */
export function leastAt(loss: (value: number) => number, [from, to]: readonly [number, number]): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [ofA, ofB] = [loss(a), loss(b)];
  for (let step = 0; step < 25; step++) {
    if (ofA <= ofB) {
      [high, b, ofB] = [b, a, ofA];
      a = high - golden * (high - low);
      ofA = loss(a);
    } else {
      [low, a, ofA] = [a, b, ofB];
      b = low + golden * (high - low);
      ofB = loss(b);
    }
  }
  return (low + high) / 2;
}
