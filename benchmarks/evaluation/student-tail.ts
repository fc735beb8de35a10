/**
 * How probable a t variable of so many degrees of freedom, a whole number, is to be above `t`: the finite sums of cosines of atan(t / sqrt(degrees)).
 * @see Abramowitz and Stegun, 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
export function studentTail(t: number, degrees: number): number {
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
  return (1 - within) / 2
}
