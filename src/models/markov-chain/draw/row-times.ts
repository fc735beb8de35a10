import { roundToGrid } from '../../../encode/grid.js'
import type { Rng } from '../../../random/rng.js'
import { upperBound } from '../../../stats/order/sorted.js'
import { drawNear, type Support } from '../../sequential-trees/fit/support.js'
import { type BaseNumbers, baseNumbers } from '../fit/bases.js'
import type { ChainState, Clock } from '../state.js'
import type { Drawer, Places } from './draw.js'

/** What a sequence is known to be before its rows are drawn. */
interface Span {
  /** Its first row and its last one. */
  readonly first: number
  readonly last: number
  /** Time of the first row, and from there to the last one; NaN where there is none. */
  readonly start: number
  readonly span: number
}

/** The times of the rows of a block in the making, one after the other. */
export class RowTimes {
  readonly values: Float64Array
  readonly #clock: Clock
  readonly #lengthAhead: boolean
  readonly #numbers: BaseNumbers
  readonly #gap: Drawer | null
  readonly #hasTime: Drawer | null
  readonly #put: (base: number, row: number, value: number) => void
  #first = 0
  #last = 0
  #start = Number.NaN
  /** Time of the last row with one. */
  #now = Number.NaN
  /** Latest time of the sequence. */
  #end = Number.NaN

  /** `put` tells the trees what a base is in a row. */
  constructor(
    { layout }: ChainState,
    clock: Clock,
    rows: number,
    { gap, hasTime }: { readonly gap: Drawer | null; readonly hasTime: Drawer | null },
    put: (base: number, row: number, value: number) => void,
  ) {
    this.values = new Float64Array(rows)
    this.#clock = clock
    this.#lengthAhead = layout.lengthAhead
    this.#numbers = baseNumbers(layout)
    this.#gap = gap
    this.#hasTime = hasTime
    this.#put = put
  }

  /** The first row of a sequence. One that would last longer than there is time begins earlier, so that its gaps stay what they are. */
  begin({ first, last, start, span: drawn }: Span, rng: Rng): void {
    const { first: earliest, last: latest, missingFirst } = this.#clock
    this.#first = first
    this.#last = last
    const { support } = this.#clock
    const least = support ? support.values[0] * (last - first) : 0
    const span = last === first || Number.isNaN(drawn) ? 0 : Math.max(least, this.#rounded(drawn))
    this.#start = this.#lengthAhead ? Math.max(earliest, Math.min(start, latest - span)) : start
    this.#end = this.#lengthAhead ? Math.min(latest, this.#start + span) : latest
    this.#now = this.#start
    this.#set(first, rng.uniform() < missingFirst ? Number.NaN : this.#now, Number.NaN)
  }

  /** A later row: the time of the last one that has a time, and the gap since, as far as there is room for it. */
  draw(row: number, places: Places, rng: Rng): void {
    const { support } = this.#clock
    const isMissing = this.#hasTime !== null && this.#hasTime.draw(places, rng) === 0
    if (isMissing || !support || Number.isNaN(this.#now)) {
      this.#set(row, Number.NaN, Number.NaN)
      return
    }
    const before = this.#now
    const gap = row === this.#last && this.#lengthAhead ? this.#end - before : this.#drawGap(support, row, places, rng)
    this.#now = Math.max(before, Math.min(this.#end, this.#rounded(before + gap)))
    this.#set(row, this.#now, this.#now - before)
  }

  /** A gap that leaves room for the least possible ones of the rows to come. */
  #drawGap(support: Support, row: number, places: Places, rng: Rng): number {
    const least = support.values[0]
    const toCome = this.#lengthAhead ? this.#last - row : 0
    const room = this.#end - this.#now - least * toCome
    const donor = (this.#gap as Drawer).draw(places, rng, 0, upperBound(support.values, room))
    return donor < 0 ? Math.max(0, Math.min(room, least)) : Math.max(least, Math.min(room, drawNear(support, donor, rng.uniform())))
  }

  #rounded(time: number): number {
    const { grid } = this.#clock
    return grid ? roundToGrid(time, grid) : time
  }

  #set(row: number, time: number, gap: number): void {
    const numbers = this.#numbers
    const put = this.#put
    this.values[row] = time
    const left = this.#end - this.#now
    put(numbers.time, row, this.#now)
    put(numbers.elapsed, row, this.#now - this.#start)
    put(numbers.gap, row, gap)
    put(numbers.pace, row, row === this.#first ? Number.NaN : (this.#now - this.#start) / (row - this.#first))
    put(numbers.left, row, left)
    put(numbers.leftPerRow, row, row === this.#last ? Number.NaN : left / (this.#last - row))
  }
}
