import type { Rng } from '../../random/rng.js'
import { shuffle } from '../../random/shuffle.js'
import type { Feature } from './bins.js'
import { SplitSearch, type TreeResponse } from './split.js'

/**
 * Positions, ascending, of the `most` features whose best single split lessens the impurity of the response most. Among hundreds of
 * predictors most are noise that costs time.
 */
export function strongestFeatures(features: readonly Feature[], response: TreeResponse, rows: Int32Array, most: number): Int32Array {
  const gains = gainsOf(features, response, rows)
  return byGain(gains).slice(0, most).sort()
}

/** Features of which the gains by chance are looked at. */
const mostShuffled = 128
/** Of the features that are taken, about so many at most say nothing of the response. */
const mostFalse = 0.2

/**
 * The strongest features as far as four in five of those taken say something of the response: as many as have gains that no more than a fifth
 * as many would have by chance, which the gains for shuffled responses tell. Few rows and a thousand features have some that fit by accident; rows
 * that had a part in choosing those can't tell any more that they are noise.
 *
 * @see Storey and Tibshirani, 2003, Statistical significance for genomewide studies
 */
export function informativeFeatures(
  features: readonly Feature[],
  response: TreeResponse,
  rows: Int32Array,
  most: number,
  rng: Rng,
): Int32Array {
  const gains = gainsOf(features, response, rows)
  const strongest = byGain(gains)
  const step = Math.ceil(features.length / mostShuffled)
  const some = features.filter((_, f) => f % step === 0)
  const byChance = gainsOf(some, shuffled(response, rows, rng), rows).sort()
  const ratio = features.length / some.length
  let taken = 0
  let above = 0
  for (let i = 0; i < Math.min(most, strongest.length); i++) {
    const gain = gains[strongest[i]]
    while (above < byChance.length && byChance[byChance.length - 1 - above] >= gain) above++
    if (gain > 0 && above * ratio <= mostFalse * (i + 1)) taken = i + 1
  }
  return strongest.slice(0, taken).sort()
}

function gainsOf(features: readonly Feature[], response: TreeResponse, rows: Int32Array): Float64Array {
  const search = new SplitSearch(features, response, rows.slice(), Math.max(1, Math.floor(rows.length / 100)))
  return Float64Array.from(features, (_, f) => (search.find(0, rows.length, 0, Int32Array.of(f)) ? search.best.gain : 0))
}

/** Positions by falling gain. */
function byGain(gains: Float64Array): Int32Array {
  return Int32Array.from(gains.keys()).sort((a, b) => gains[b] - gains[a] || a - b)
}

/** The response with what these rows have dealt out among them at random. */
function shuffled(response: TreeResponse, rows: Int32Array, rng: Rng): TreeResponse {
  const order = rows.slice()
  shuffle(order, rng)
  if (response.kind === 'number') {
    const values = response.values.slice()
    for (let i = 0; i < rows.length; i++) values[rows[i]] = response.values[order[i]]
    return { ...response, values }
  }
  const codes = Int32Array.from(response.codes)
  for (let i = 0; i < rows.length; i++) codes[rows[i]] = response.codes[order[i]]
  return { ...response, codes }
}
