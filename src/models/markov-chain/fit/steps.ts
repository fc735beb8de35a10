import { bagRows, growBag } from '../../../learn/trees/bag.js'
import { binOf, type Feature } from '../../../learn/trees/bins.js'
import { strongestFeatures } from '../../../learn/trees/screen.js'
import type { TreeResponse } from '../../../learn/trees/split.js'
import type { Rng } from '../../../random/rng.js'
import { withDonors } from '../../sequential-trees/draw/laws/donors.js'
import type { EncodedLevels, EncodedNumbers } from '../../sequential-trees/fit/encoded.js'
import type { Support } from '../../sequential-trees/fit/support.js'
import type { TreesSettings } from '../../sequential-trees/settings.js'
import type { ChainStep, ChainTrees } from '../state.js'
import type { StateSpace } from '../states.js'
import { baseFeature, type Predictor } from './bases.js'
import type { Past } from './history.js'

/** What is handed on and what splits go by, per row. */
interface Wanted {
  readonly response: TreeResponse
  readonly donor: ArrayLike<number>
  readonly kinds: number
}

/** Features that the trees of a column look at, at most, and rows that choose them. */
const mostFeatures = 16
const screeningRows = 4000
/** Rows per tree: more add time and size, and nothing that the other trees don't have. */
const mostTreeRows = 40_000
/** A column whose values come back in the next row by this share oftener than chance would have it is asked first whether they do. */
const notableRepeats = 0.1
/** Where two values drawn apart are equal as often as if there were so few kinds, trees tell by themselves that one comes back. */
const fewKinds = 16

/** Fits what is drawn for later rows. */
export class StepFitter {
  readonly #past: Past
  readonly #settings: TreesSettings
  /** Rows that are not the first of their sequence. */
  readonly #later: Int32Array
  readonly #looksBack: boolean

  /** Without `looksBack` the rows are such as have none before them. */
  constructor(past: Past, settings: TreesSettings, later: Int32Array, looksBack = true) {
    this.#past = past
    this.#settings = settings
    this.#later = later
    this.#looksBack = looksBack
  }

  /** Trees for these rows on the predictors that say most; null where there are no rows. */
  fit(predictors: readonly Predictor[], { response, donor, kinds }: Wanted, rows: Int32Array, rng: Rng): ChainTrees | null {
    if (rows.length === 0) return null
    const { chosen, features } = this.screened(predictors, response, rows, rng)
    const { trees, bagging, leaf } = this.#settings
    const share = Math.min(trees === 1 ? 1 : bagging, mostTreeRows / rows.length)
    const bag = growBag(features, response, rows, rng, { trees, share, minLeaf: leaf })
    return {
      bases: Int32Array.from(chosen, ({ base }) => base),
      views: Int32Array.from(chosen, ({ view }) => view),
      nominal: Uint8Array.from(features, ({ nominal }) => (nominal ? 1 : 0)),
      trees: bag.map((tree) => withDonors(tree, donor, kinds)),
    }
  }

  /** Whether something is so (1) or not (0); null where it always is. */
  fitFlag(predictors: readonly Predictor[], flags: Uint8Array, rows: Int32Array, rng: Rng): ChainTrees | null {
    if (rows.every((row) => flags[row] === 1)) return null
    return this.fit(predictors, { response: { kind: 'class', codes: flags, classes: 2 }, donor: flags, kinds: 2 }, rows, rng)
  }

  fitLevels(name: string, { classes }: EncodedLevels, predictors: readonly Predictor[], rng: Rng): ChainStep {
    const { codes, kinds } = classes
    const { same, others } = this.#fitSame(predictors, codes, kinds, this.#later, rng)
    const values = this.fit(predictors, { response: { kind: 'class', codes, classes: kinds }, donor: codes, kinds }, others, rng.split(1))
    return { name, support: null, presence: null, same, values, member: null }
  }

  fitNumbers(name: string, { donor, support, presence }: EncodedNumbers, predictors: readonly Predictor[], rng: Rng): ChainStep {
    const response = drawnInResponse(support, donor)
    const flags = presence && Uint8Array.from(presence.codes)
    const isPresent = (row: number): boolean => donor[row] >= 0
    const rows = this.#later.filter(isPresent)
    const { same, others } = this.#fitSame(predictors, donor, support.values.length, rows, rng)
    return {
      name,
      support,
      presence: flags && rows.length > 0 ? this.fitFlag(predictors, flags, this.#later, rng.split(2)) : null,
      same,
      values: this.fit(predictors, { response, donor, kinds: support.values.length }, others, rng.split(1)),
      member: null,
    }
  }

  /** A number that is part of the state: drawn within its bin. */
  fitBinned(name: string, { donor, support }: EncodedNumbers, space: StateSpace, predictors: readonly Predictor[], rng: Rng): ChainStep {
    const response = drawnInResponse(support, donor)
    const rows = this.#later.filter((row) => donor[row] >= 0)
    const index = space.members.findIndex((member) => member.name === name)
    const values = this.fit(predictors, { response, donor, kinds: support.values.length }, rows, rng)
    const edges = space.members[index]?.edges as Float64Array
    return { name, support, presence: null, same: null, values, member: { index, ...placesOfBins(support, edges) } }
  }

  /** The time since the last row with one, and whether there is one. */
  fitGaps(
    name: string,
    { donor, support, response }: EncodedNumbers,
    timed: Uint8Array,
    predictors: readonly Predictor[],
    rng: Rng,
  ): ChainStep {
    // Only later rows with a time before them say how long a gap is.
    const rows = this.#later.filter((row) => donor[row] >= 0)
    const values = this.fit(predictors, { response, donor, kinds: support.values.length }, rows, rng.split(1))
    return {
      name,
      support,
      presence: values && this.fitFlag(predictors, timed, this.#later, rng.split(0)),
      same: null,
      values,
      member: null,
    }
  }

  /** Whether the code is that of the row before, and the rows where it isn't; all rows where that is no more than chance. */
  #fitSame(
    predictors: readonly Predictor[],
    codes: Int32Array,
    kinds: number,
    rows: Int32Array,
    rng: Rng,
  ): { same: ChainTrees | null; others: Int32Array } {
    if (!this.#looksBack) return { same: null, others: rows }
    const paired = rows.filter((row) => codes[row - 1] >= 0)
    const flags = new Uint8Array(codes.length)
    for (const row of paired) flags[row] = codes[row] === codes[row - 1] ? 1 : 0
    const repeats = paired.reduce((sum, row) => sum + flags[row], 0) / paired.length
    const chance = chanceOfRepeat(codes, kinds, paired)
    if (chance * fewKinds > 1 || !(repeats - chance > notableRepeats)) return { same: null, others: rows }
    const response = { kind: 'class', codes: flags, classes: 2 } as const
    return { same: this.fit(predictors, { response, donor: flags, kinds: 2 }, paired, rng), others: rows.filter((row) => flags[row] === 0) }
  }

  /** The predictors that say most about the response, and what all rows see of them. */
  screened(
    predictors: readonly Predictor[],
    response: TreeResponse,
    rows: Int32Array,
    rng: Rng,
  ): { chosen: Predictor[]; features: Feature[] } {
    const { codings, codes, places } = this.#past
    const exists = ({ base }: Predictor): boolean => codes[base] !== null && (codings[base]?.bins ?? 0) > 1
    const known = predictors.filter(exists)
    const see = ({ base, view }: Predictor, at: Int32Array | null): Feature => {
      const place = places[view]
      const wanted = at && Int32Array.from(at, (row) => (place ? place[row] : row))
      return baseFeature(codings[base], codes[base] as Uint8Array | Uint16Array, wanted ?? place)
    }
    if (known.length <= mostFeatures) return { chosen: known, features: known.map((predictor) => see(predictor, null)) }
    const some = bagRows(rows, Math.min(rows.length, screeningRows), rng)
    const sample = takeResponse(response, some)
    const all = Int32Array.from(some.keys())
    const always = known.filter((predictor) => predictor.always)
    const others = known.filter((predictor) => !predictor.always)
    const seen = others.map((predictor) => see(predictor, some))
    const best = strongestFeatures(seen, sample, all, mostFeatures - always.length)
    const chosen = [...always, ...Array.from(best, (i) => others[i])]
    return { chosen, features: chosen.map((predictor) => see(predictor, null)) }
  }
}

/** Share of the rows at either end whose numbers count as that of the last row inside, lest a few rows rule all splits. */
const outermost = 0.001

/**
 * The numbers themselves, from 0 to 1, as a response: ranks would make little of the differences among great ones, by which successive
 * rows correlate.
 */
function drawnInResponse({ values }: Support, donor: Int32Array): TreeResponse {
  const counts = new Float64Array(values.length)
  let rows = 0
  for (const place of donor) {
    if (place < 0) continue
    counts[place] += 1
    rows++
  }
  let low = 0
  for (let below = counts[0] ?? 0; below < outermost * rows && low < values.length - 1; below += counts[low]) low++
  let high = values.length - 1
  for (let above = counts[high] ?? 0; above < outermost * rows && high > low; above += counts[high]) high--
  // Halves, so that the range of huge values doesn't overflow.
  const least = values[low] / 2
  const width = values[high] / 2 - least
  const scaled = values.map((value) => (width > 0 ? Math.min(1, Math.max(0, (value / 2 - least) / width)) : 0))
  const response = new Float64Array(donor.length)
  for (let row = 0; row < donor.length; row++) response[row] = scaled[donor[row]] ?? 0
  return { kind: 'number', values: response }
}

function takeResponse(response: TreeResponse, rows: Int32Array): TreeResponse {
  if (response.kind === 'number') return { kind: 'number', values: Float64Array.from(rows, (row) => response.values[row]) }
  return { ...response, codes: Int32Array.from(rows, (row) => response.codes[row]) }
}

/** How often two of these codes, drawn apart, would be equal. */
function chanceOfRepeat(codes: Int32Array, kinds: number, rows: Int32Array): number {
  const counts = new Float64Array(kinds)
  for (const row of rows) counts[codes[row]] += 1
  return counts.reduce((sum, count) => sum + (count / rows.length) ** 2, 0)
}

/** For each bin of a number (0: missing), the places in the support that it covers. */
function placesOfBins({ values }: Support, edges: Float64Array): { from: Int32Array; to: Int32Array } {
  const from = new Int32Array(edges.length + 2)
  const to = new Int32Array(edges.length + 2)
  const bins = Array.from(values, (value) => binOf(value, edges))
  for (let bin = 1; bin < from.length; bin++) {
    from[bin] = bins.filter((other) => other < bin).length
    to[bin] = bins.filter((other) => other <= bin).length
  }
  return { from, to }
}
