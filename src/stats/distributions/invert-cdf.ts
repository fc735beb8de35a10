const mostSteps = 300
const enough = 1e-14

/** The `x` of a continuous distribution at which `cdf(x)` is `p`: Newton's method from `start`, with bisection where that leaves the bracket. */
export function invertCdf(
  cdf: (x: number) => number,
  density: (x: number) => number,
  p: number,
  support: readonly [number, number],
  start: number,
): number {
  let [low, high] = support
  let x = start > low && start < high ? start : Number.isFinite(high) ? (low + high) / 2 : low + 1
  for (let step = 0; step < mostSteps; step++) {
    const error = cdf(x) - p
    if (error === 0) return x
    if (error < 0) low = x
    else high = x
    const newton = x - error / density(x)
    const next = newton > low && newton < high ? newton : Number.isFinite(high) ? (low + high) / 2 : 2 * x
    if (Math.abs(next - x) <= enough * Math.abs(next)) return next
    x = next
  }
  return x
}
