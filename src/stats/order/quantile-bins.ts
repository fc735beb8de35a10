import { codedRows, countCodes, type RankCodes } from '../association/coded.js'

/**
 * The bin of each code, so that every bin holds about a share `1 / bins` of the present rows of `reference`. Equal values stay
 * together; a value that fills a bin by itself (an atom, such as a frequent 0) has one of its own, and codes that don't occur in
 * the reference never share it. Up to `bins` distinct values have a bin each.
 */
export function quantileBins(reference: RankCodes, bins: number): RankCodes {
  const counts = countCodes(reference)
  const present = codedRows(reference) - counts[reference.count]
  const distinct = counts.subarray(0, reference.count).reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const full = distinct <= bins ? 1 : present / bins
  const binOf = new Int32Array(reference.count)
  let bin = 0
  let filled = 0
  let closed = false
  for (let code = 0; code < reference.count; code++) {
    const count = counts[code]
    const atom = count >= full
    if (closed || (atom && (filled > 0 || code > 0))) {
      bin++
      filled = 0
    }
    binOf[code] = bin
    filled += count
    closed = atom || (filled >= full && filled > 0)
  }
  return { codes: binOf, count: reference.count === 0 ? 0 : bin + 1 }
}
