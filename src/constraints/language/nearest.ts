/** Up to `count` candidates most like the name, best first; those that are too different are left out. */
export function nearest(name: string, candidates: readonly string[], count = 3): string[] {
  const wanted = name.toLowerCase()
  const scored: { candidate: string; distance: number }[] = []
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    // A long list or a long text is compared only where the lengths let it be near.
    const longest = Math.max(wanted.length, other.length)
    if (longest > maxLength) continue
    const contained = wanted.length > 2 && other.includes(wanted)
    const distance = wanted === other ? 0 : contained ? 1 : editDistance(wanted, other)
    const tolerated = Math.min(longest - 1, Math.max(1, Math.floor(longest / 2.5)))
    if (contained || distance <= tolerated) scored.push({ candidate, distance })
  }
  const sameLetters = scored.filter(({ distance }) => distance === 0)
  return (sameLetters.length > 0 ? sameLetters : scored)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

/** Longer names are not compared: the cost grows with the square. */
const maxLength = 100

/** Fewest insertions, deletions, replacements and swaps of neighbours that turn one into the other (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const width = b.length + 1
  const cost = new Int32Array((a.length + 1) * width)
  for (let j = 0; j < width; j++) cost[j] = j
  for (let i = 1; i <= a.length; i++) {
    cost[i * width] = i
    for (let j = 1; j < width; j++) {
      const at = i * width + j
      const replaced = cost[at - width - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(cost[at - width] + 1, cost[at - 1] + 1, replaced)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, cost[at - 2 * width - 2] + 1)
      cost[at] = best
    }
  }
  return cost[cost.length - 1]
}
