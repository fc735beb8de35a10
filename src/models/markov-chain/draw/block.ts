import type { Rng } from '../../../random/rng.js'
import { lowerBound, upperBound } from '../../../stats/order/sorted.js'
import { RunningMean } from '../../../stats/running-mean.js'
import { isNumberColumn } from '../../../table/column.js'
import { levelsOf, type Schema, schemaColumn } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { drawNear, type Support } from '../../sequential-trees/fit/support.js'
import { type BaseNumbers, baseCodes, baseNumbers, codeOf, viewCount, views } from '../fit/bases.js'
import { outlineOf, paceName, spanName, startName } from '../layout.js'
import type { ChainState, ChainStep, ChainTrees, Rise } from '../state.js'
import { stateCoder, statesOf } from '../states.js'
import { Drawer } from './draw.js'
import { RowTimes } from './row-times.js'
import type { Skeleton } from './skeleton.js'

/** A step made ready for the rows of a block. */
interface ReadyStep {
  readonly step: ChainStep
  /** Number of the column among those that change. */
  readonly dynamic: number
  readonly values: Float64Array | Int32Array
  /** For levels, the code that the trees give a missing one. */
  readonly levels: number
  /** The mean of the values of the sequence so far; null where no tree looks at it. */
  readonly mean: RunningMean | null
  /** The last value of the sequence so far; NaN for none. */
  readonly known: { value: number }
  readonly presence: Drawer | null
  readonly same: Drawer | null
  readonly drawer: Drawer | null
}

/** The rows of the sequences of a block in the making, filled in one after the other. */
export class SequenceBlock {
  readonly #state: ChainState
  readonly #skeleton: Skeleton
  readonly #entries: Table
  readonly #numbers: BaseNumbers
  /** Codes of the bases, as the trees see them. */
  readonly #codes: Uint16Array[]
  readonly #steps: readonly ReadyStep[]
  readonly #places = new Int32Array(viewCount)
  /** Per row, as the chain drew it or as the columns that the trees drew make it. */
  readonly #states: Int32Array
  /** The last row in each state. */
  readonly #lastIn: Int32Array
  /** Tells the state of a row whose columns are drawn; null where the chain said it before. */
  readonly #stateOf: ReturnType<typeof stateCoder> | null
  readonly #times: RowTimes | null

  constructor(state: ChainState, schema: Schema, entries: Table, skeleton: Skeleton) {
    const rows = skeleton.states.length
    this.#state = state
    this.#skeleton = skeleton
    this.#entries = entries
    this.#numbers = baseNumbers(state.layout)
    const { space, chains } = state
    this.#states = skeleton.states
    this.#lastIn = new Int32Array(space ? statesOf(space) : 1).fill(-1)
    this.#stateOf = space && chains.length === 0 ? stateCoder(space) : null
    this.#codes = Array.from({ length: this.#numbers.count }, (_, base) => new Uint16Array(this.#isSeen(base) ? rows : 0))
    this.#codeSequences()
    const ready = (drawn: ChainTrees | null): Drawer | null => drawn && new Drawer(drawn, this.#codes)
    const { clock } = state
    this.#times =
      clock &&
      new RowTimes(state, clock, rows, { gap: ready(clock.gap), hasTime: ready(clock.presence) }, (base, row, value) =>
        this.#put(base, row, value),
      )
    this.#steps = state.steps.map((step): ReadyStep => {
      const dynamic = state.layout.dynamics.indexOf(step.name)
      const isNumber = isNumberColumn(entries.column(step.name))
      return {
        step,
        dynamic,
        values: isNumber ? new Float64Array(rows) : new Int32Array(rows),
        levels: levelsOf(schemaColumn(schema, step.name)).length,
        known: { value: Number.NaN },
        mean: this.#isSeen(this.#numbers.mean(dynamic)) ? new RunningMean() : null,
        presence: ready(step.presence),
        same: ready(step.same),
        drawer: ready(step.values),
      }
    })
  }

  /** The values of the order column, or of one that changes within sequences; undefined for another column. */
  values(name: string): Float64Array | Int32Array | undefined {
    if (name === this.#state.layout.order) return this.#times?.values
    return this.#steps.find(({ step }) => step.name === name)?.values
  }

  /** Draws all rows. */
  fill(rng: Rng): void {
    const { starts } = this.#skeleton
    const places = this.#places
    for (let i = 0; i < starts.length - 1; i++) {
      const start = starts[i]
      const end = starts[i + 1]
      for (let row = start; row < end; row++) {
        places[views.now] = row
        places[views.last] = row > start ? row - 1 : -1
        places[views.beforeLast] = row > start + 1 ? row - 2 : -1
        places[views.sequence] = i
        this.#codeProgress(row, row - start, end - start)
        if (row === start || !this.#stateOf) this.#enterState(row, start)
        if (row === start) this.#fillFirst(row, i, rng)
        else this.#fillLater(row, start, rng)
      }
    }
  }

  #isSeen(base: number): boolean {
    const { clock, steps } = this.#state
    const all = [clock?.gap, clock?.presence, ...steps.flatMap(({ presence, same, values }) => [presence, same, values])]
    return all.some((drawn) => drawn?.bases.includes(base))
  }

  /** What is the same in all rows of a sequence has a code per sequence. */
  #codeSequences(): void {
    const { layout, codings } = this.#state
    const numbers = this.#numbers
    const code = (base: number, values: ArrayLike<number>): void => {
      this.#codes[base] = baseCodes(codings[base], values)
    }
    const { starts } = this.#skeleton
    code(
      numbers.length,
      Float64Array.from(starts.subarray(1), (end, i) => end - starts[i]),
    )
    for (const [i, name] of outlineOf(layout).entries()) code(numbers.outline(i), this.#entries.column(name).values)
  }

  #put(base: number, row: number, value: number): void {
    const codes = this.#codes[base]
    if (codes.length > 0) codes[row] = codeOf(this.#state.codings[base], value)
  }

  #codeProgress(row: number, position: number, length: number): void {
    this.#put(this.#numbers.position, row, position)
    this.#put(this.#numbers.remaining, row, length - position - 1)
  }

  #fillFirst(row: number, sequence: number, rng: Rng): void {
    const drawn = (name: string): number => this.#entries.column(name).values[sequence]
    if (this.#times) {
      const last = this.#skeleton.starts[sequence + 1] - 1
      const { lengthAhead, steady } = this.#state.layout
      const span = steady ? drawn(paceName) * (last - row) : lengthAhead ? drawn(spanName) : Number.NaN
      this.#times.begin({ first: row, last, start: drawn(startName), span }, rng)
    }
    for (const ready of this.#steps) {
      ready.mean?.clear()
      ready.known.value = Number.NaN
      this.#setValue(ready, row, drawn(ready.step.name))
    }
  }

  /** The row's state is known from here on, and so is the last row in it. */
  #enterState(row: number, start: number): void {
    const state = this.#states[row]
    const before = this.#lastIn[state]
    this.#places[views.sameState] = before >= start ? before : -1
    this.#lastIn[state] = row
    if (this.#state.codings[this.#numbers.state]?.bins !== 1) this.#put(this.#numbers.state, row, state)
  }

  #fillLater(row: number, start: number, rng: Rng): void {
    this.#times?.draw(row, this.#places, rng)
    const members = this.#stateOf ? (this.#state.space?.members.length ?? 0) : 0
    for (const [i, ready] of this.#steps.entries()) {
      const { support } = ready.step
      this.#setValue(ready, row, support ? this.#drawNumber(ready, support, row, rng) : this.#drawLevel(ready, row, rng))
      if (this.#stateOf && i === members - 1) {
        this.#states[row] = this.#stateOf((member) => this.#steps[member]?.values[row])
        this.#enterState(row, start)
      }
    }
  }

  #drawLevel({ step, drawer, same, values, levels }: ReadyStep, row: number, rng: Rng): number {
    const { space } = this.#state
    if (step.member && space) {
      return space.codes[this.#states[row] * space.members.length + step.member.index] - 1
    }
    const before = values[row - 1]
    if (same && (same.draw(this.#places, rng) === 1 || !drawer)) return before
    const donor = drawer ? drawer.draw(this.#places, rng, 0, Number.POSITIVE_INFINITY, same ? (before < 0 ? levels : before) : -1) : levels
    return donor < 0 ? before : donor === levels ? -1 : donor
  }

  #drawNumber({ step, drawer, same, presence, values, known }: ReadyStep, support: Support, row: number, rng: Rng): number {
    const before = values[row - 1]
    if (!drawer && !same) return Number.NaN
    if (presence && presence.draw(this.#places, rng) === 0) return Number.NaN
    if (step.rise) return drawer ? this.#drawBeyond(step.rise, support, drawer, known.value, rng) : Number.NaN
    if (same && !Number.isNaN(before) && (same.draw(this.#places, rng) === 1 || !drawer)) return before
    if (!drawer) return before
    const [from, to] = this.#placesAllowed(step, row)
    if (from < 0) return Number.NaN
    const except = same ? placeOf(support, before) : -1
    let donor = drawer.draw(this.#places, rng, from, to, except)
    if (donor < 0) donor = except >= 0 ? except : Math.min(from, support.values.length - 1)
    return drawNear(support, donor, rng.uniform())
  }

  /** A value beyond that of the last row that has one; the least step where there is no room for another one. */
  #drawBeyond({ by, end }: Rise, support: Support, drawer: Drawer, before: number, rng: Rng): number {
    const donor = drawer.draw(this.#places, rng, 0, upperBound(support.values, (end - before) * by))
    const step = donor < 0 ? support.values[0] : drawNear(support, donor, rng.uniform())
    const value = before + by * step
    // Sums of fractions without their noise.
    return Number.isInteger(value) ? value : Number(value.toPrecision(15))
  }

  /** From where to where in the support the state leaves values; from -1 where it says that there is none. */
  #placesAllowed({ member }: ChainStep, row: number): [number, number] {
    const { space } = this.#state
    if (!member || !space) return anywhere
    const bin = space.codes[this.#states[row] * space.members.length + member.index]
    return bin === 0 ? [-1, -1] : [member.from[bin], member.to[bin]]
  }

  #setValue({ values, dynamic, mean, known }: ReadyStep, row: number, value: number): void {
    values[row] = value
    if (!Number.isNaN(value)) known.value = value
    this.#put(this.#numbers.column(dynamic), row, value)
    if (!mean) return
    mean.add(value)
    // The next row looks back on it.
    if (row + 1 < values.length) this.#put(this.#numbers.mean(dynamic), row + 1, mean.value)
  }
}

const anywhere: [number, number] = [0, Number.POSITIVE_INFINITY]

/** Where a value stands in the support; -1 where it doesn't. */
function placeOf({ values }: Support, value: number): number {
  const place = lowerBound(values, value)
  return values[place] === value ? place : -1
}
