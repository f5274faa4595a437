/** Standard deviations of a normal on either side that hold 95 %. */
const z = 1.959963984540054;

/**
 * Wilson's interval of 95 % for the probability behind `right` of `count`, which stays in [0, 1] and is not empty at 0 of 2:
 *
 *   (p + z^2/2n ± z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
 *
 * @see wilson1927
 */
export function wilsonInterval(right: number, count: number): [lower: number, upper: number] {
  const share = right / count;
  const square = z ** 2 / count;
  const centre = (share + square / 2) / (1 + square);
  const half = (z * Math.sqrt((share * (1 - share)) / count + square / (4 * count))) / (1 + square);
  // centre and half are equal there, but for rounding
  return [right === 0 ? 0 : Math.max(0, centre - half), right === count ? 1 : Math.min(1, centre + half)];
}
