/**
 * Distribution function of the standard normal, float64 to about 1e-15 (Hart 1968, as given by West 2005).
 *
 *   Phi(z) = integral of exp(-t^2 / 2) / sqrt(2 pi) from -Infinity to z
 */
export function normalCdf(z: number): number {
  const distance = Math.abs(z);
  const tail = Math.exp((-distance * distance) / 2) * upperFactor(distance);
  return z > 0 ? 1 - tail : tail;
}

// tail probability over exp(-z^2 / 2): a ratio of polynomials, beyond 7.07 a continued fraction
function upperFactor(z: number): number {
  if (z >= 7.07106781186547) return 1 / ((z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) * 2.506628274631);
  const above = horner(
    z,
    [0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376],
  );
  const below = horner(
    z,
    [
      0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948,
      440.413735824752,
    ],
  );
  return above / below;
}

const horner = (z: number, coefficients: readonly number[]): number => {
  let value = 0;
  for (const coefficient of coefficients) value = value * z + coefficient;
  return value;
};
