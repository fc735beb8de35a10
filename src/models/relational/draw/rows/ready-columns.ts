import type { Rng } from '../../../../random/rng.js'
import { lowerBound } from '../../../../stats/order/sorted.js'
import { RunningMean } from '../../../../stats/running-mean.js'
import type { Drawer } from '../../../markov-chain/draw/draw.js'
import { drawNear, type Support } from '../../../sequential-trees/fit/support.js'
import { nearestPlace } from '../../fit/table/steps.js'
import type { ColumnStep } from '../../state.js'
import { SiblingTally } from '../../tally.js'

/** A column of rows in the making: what was drawn of it, and what it is drawn with. */
export interface Ready {
  readonly step: ColumnStep
  readonly base: number
  /** Bases of what the siblings before usually have, and, of levels, of the latest other one and of whether the one before is kept. */
  readonly mean: number
  readonly other: number
  readonly again: number
  readonly values: Float64Array | Int32Array
  readonly levels: number
  readonly first: Drawers
  readonly later: Drawers | null
  readonly change: { readonly support: Support; readonly drawer: Drawer } | null
  /** Per code of the column that it repeats, its own; null for numbers. */
  readonly recode: Int32Array | null
  /** Of a column that mostly repeats one: 1 in the rows that do. */
  readonly held: ArrayLike<number> | null
}

export interface Drawers {
  readonly support: Support | null
  readonly presence: Drawer | null
  readonly same: Drawer | null
  readonly values: Drawer | null
}

/** What the siblings before usually have in a column: the mean of numbers, the commonest level. */
export class Usual {
  readonly #tally: SiblingTally | null
  readonly #mean = new RunningMean()

  /** `levels` is negative for numbers. */
  constructor(levels: number) {
    this.#tally = levels < 0 ? null : new SiblingTally(levels)
  }

  /** The latest level that was another one than that of the sibling before. */
  get other(): number {
    return this.#tally?.other ?? -1
  }

  get value(): number {
    return this.#tally ? this.#tally.commonest : this.#mean.value
  }

  add(value: number): void {
    ;(this.#tally ?? this.#mean).add(value)
  }

  clear(): void {
    ;(this.#tally ?? this.#mean).clear()
  }
}

/** Fewest different values of a number that may lie between those it was learned from. */
const openValues = 200
export function drawLevel({ same, values }: Drawers, levels: number, places: Int32Array, rng: Rng, before?: number): number {
  if (same && before !== undefined && (same.draw(places, rng) === 1 || !values)) return before
  if (!values) return -1
  const except = same && before !== undefined ? (before < 0 ? levels : before) : -1
  const donor = values.draw(places, rng, 0, Number.POSITIVE_INFINITY, except)
  return donor < 0 ? (before ?? -1) : donor === levels ? -1 : donor
}

export function drawNumber({ support, presence, same, values }: Drawers, places: Int32Array, rng: Rng, before?: number): number {
  if (!support || (!values && !same)) return Number.NaN
  if (presence && presence.draw(places, rng) === 0) return Number.NaN
  const hasBefore = before !== undefined && !Number.isNaN(before)
  if (same && hasBefore && (same.draw(places, rng) === 1 || !values)) return before
  if (!values) return before ?? Number.NaN
  let except = -1
  if (same && hasBefore) {
    const place = lowerBound(support.values, before)
    if (support.values[place] === before) except = place
  }
  const donor = values.draw(places, rng, 0, Number.POSITIVE_INFINITY, except)
  return drawNear(support, donor < 0 ? Math.max(0, except) : donor, rng.uniform())
}

/** The sibling's number and a change, within the values that the column has. */
export function drawByChange(
  { change }: Ready,
  { support, presence, same }: Drawers,
  before: number,
  places: Int32Array,
  rng: Rng,
): number {
  if (!support || !change) return Number.NaN
  if (presence && presence.draw(places, rng) === 0) return Number.NaN
  if (same && same.draw(places, rng) === 1) return before
  const moved = before + drawNear(change.support, change.drawer.draw(places, rng), rng.uniform())
  const { values } = support
  const within = Math.max(values[0], Math.min(values[values.length - 1], moved))
  if (values.length < openValues) return values[nearestPlace(values, within)]
  return within
}

/** All values of a column from the nearest on, and numbers beyond them. */
export function* nearValues({ step, levels }: Ready, value: number): Generator<number> {
  if (levels >= 0) {
    for (let code = 0; code < levels; code++) yield code
    return
  }
  const { values } = step.first.support as Support
  const from = Number.isNaN(value) ? 0 : nearestPlace(values, value)
  for (let d = 0; d < values.length; d++) {
    if (from + d < values.length) yield values[from + d]
    if (d > 0 && from - d >= 0) yield values[from - d]
  }
  const top = Math.ceil(values[values.length - 1] ?? 0)
  for (let d = 1; ; d++) yield top + d
}

/** The key of a row, as far as its own columns make it up. */
export function keyText(columns: readonly Ready[], row: number): string {
  return columns.map(({ values }) => values[row]).join(' ')
}
