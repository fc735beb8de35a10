/**
 * `count` points that fill the unit cube evenly, row by row: multiples of the roots of the first primes, folded so that the ends
 * meet, which makes averages over smooth functions converge almost like 1 / count.
 * @see Genz and Bretz 2009, Computation of multivariate normal and t probabilities
 */
export function lattice(count: number, dimensions: number): Float64Array {
  const roots = firstPrimes(dimensions).map(Math.sqrt)
  const points = new Float64Array(count * dimensions)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimensions; k++) {
      const multiple = (i + 0.5) * roots[k]
      points[i * dimensions + k] = Math.abs(2 * (multiple - Math.floor(multiple)) - 1)
    }
  }
  return points
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
