import type { Rng } from '../../random/rng.js'

/**
 * How many rows of each cell are among so many that are drawn without replacement, given the rows of each cell: a draw of the multivariate
 * hypergeometric distribution, cell by cell. Many rows of a cell are drawn from the normal distribution of the same mean and variance.
 */
export function drawnCounts(counts: Float64Array, rows: number, rng: Rng): Float64Array {
  let left = counts.reduce((sum, count) => sum + count, 0)
  let wanted = Math.min(rows, left)
  return counts.map((own) => {
    const drawn = rowsOfCell(own, wanted, left, rng)
    left -= own
    wanted -= drawn
    return drawn
  })
}

/** Up to so many rows are drawn one by one, and up to so many of their mean by going through the probabilities. */
const [fewRows, fewExpected] = [64, 40]

/** Rows of a cell that has `own` of `all`, among `wanted` drawn of all. */
function rowsOfCell(own: number, wanted: number, all: number, rng: Rng): number {
  if (own === 0 || wanted === 0) return 0
  if (wanted === all) return own
  // Of either half the smaller is drawn.
  if (2 * wanted > all) return own - rowsOfCell(own, all - wanted, all, rng)
  if (2 * own > all) return wanted - rowsOfCell(all - own, wanted, all, rng)
  const [few, many] = own < wanted ? [own, wanted] : [wanted, own]
  if (few <= fewRows) return oneByOne(few, many, all, rng)
  const mean = (few * many) / all
  if (mean < fewExpected) return byProbabilities(few, many / all, rng)
  const variance = (mean * (1 - few / all) * (all - many)) / (all - 1)
  return Math.max(0, Math.min(few, Math.round(mean + Math.sqrt(variance) * rng.normal())))
}

function oneByOne(few: number, many: number, all: number, rng: Rng): number {
  let met = 0
  for (let drawn = 0; drawn < few; drawn++) if (rng.uniform() * (all - drawn) < many - met) met++
  return met
}

/** A binomial number: the rows are so few of all that it makes no difference whether they are put back. */
function byProbabilities(tries: number, chance: number, rng: Rng): number {
  let left = rng.uniform()
  let probability = Math.exp(tries * Math.log1p(-chance))
  let met = 0
  while (left > probability && met < tries) {
    left -= probability
    probability *= ((tries - met) * chance) / ((met + 1) * (1 - chance))
    met++
  }
  return met
}
