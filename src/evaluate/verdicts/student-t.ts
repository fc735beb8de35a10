/**
 * How probable a t variable of so many degrees of freedom, a whole number, is to be above `t`: the finite sums of cosines of
 * atan(t / sqrt(degrees)).
 * @see Abramowitz and Stegun, 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
export function studentAbove(t: number, degrees: number): number {
  if (degrees < 1) throw new RangeError(`degrees of freedom are whole numbers from 1 up (got ${degrees})`)
  if (t < 0) return 1 - studentAbove(-t, degrees)
  const angle = Math.atan(t / Math.sqrt(degrees))
  const [sine, square] = [Math.sin(angle), Math.cos(angle) ** 2]
  const isOdd = degrees % 2 === 1
  let term = isOdd ? Math.cos(angle) : 1
  let sum = 0
  for (let k = isOdd ? 3 : 2; k <= degrees; k += 2) {
    sum += term
    term *= ((k - 1) / k) * square
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
  return Math.max(0, 1 - within) / 2
}

/** The value that a t variable stays below with this probability, above 1/2 and below 1, to ten digits. */
export function studentQuantile(probability: number, degrees: number): number {
  let [low, high] = [0, 1]
  while (studentAbove(high, degrees) > 1 - probability) [low, high] = [high, 2 * high]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (studentAbove(middle, degrees) > 1 - probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}
