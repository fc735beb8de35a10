/**
 * The counts nearest to noisy ones that have no negative among them and add up to `total`: all less the same amount, and no less than 0.
 * @see Duchi, Shalev-Shwartz, Singer, Chandra, 2008, Efficient projections onto the l1-ball for learning in high dimensions
 */
export function projectCounts(noisy: Float64Array, total: number): Float64Array {
  if (!(total > 0)) return new Float64Array(noisy.length)
  const descending = noisy.slice().sort().reverse()
  let sum = 0
  let excess = 0
  for (let kept = 1; kept <= descending.length; kept++) {
    sum += descending[kept - 1]
    const shared = (sum - total) / kept
    if (descending[kept - 1] - shared <= 0) break
    excess = shared
  }
  return noisy.map((count) => Math.max(0, count - excess))
}
