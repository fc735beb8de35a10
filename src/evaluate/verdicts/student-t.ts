/**
 * Quantiles of Student's t distribution for 1 to 19 degrees of freedom, three decimals.
 * @see Student, 1908, The probable error of a mean
 */
const quantiles = {
  0.975: [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093,
  ],
  0.995: [
    63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947, 2.921, 2.898, 2.878, 2.861,
  ],
} as const

/** The value that a t variable stays below with this probability; more than 19 degrees of freedom count as 19, which errs to the safe side. */
export function studentQuantile(probability: keyof typeof quantiles, degreesOfFreedom: number): number {
  if (degreesOfFreedom < 1) throw new RangeError(`degrees of freedom are whole numbers from 1 up (got ${degreesOfFreedom})`)
  const table = quantiles[probability]
  return table[Math.min(degreesOfFreedom, table.length) - 1] as number
}

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
  return Math.max(0, 1 - within) / 2
}
