/** The greatest whole number that two whole numbers, not below 0, are multiples of; of 0 and another, the other. */
export function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}
