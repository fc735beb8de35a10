import { ConstraintError } from '../../errors.js'
import { mix, permuteIndex } from '../../random/permutation.js'
import { createRng } from '../../random/rng.js'
import type { Column } from '../../table/column.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import { concatTables, Table } from '../../table/table.js'
import { loadedModel } from '../loaded.js'
import {
  acceptorFor,
  blockRows,
  blockUnits,
  type DrawnUnits,
  learnedUnits,
  type MixedRun,
  type RowLaw,
  type Sampler,
  startsOf,
} from '../shell/sample.js'
import type { FittedModel } from '../synthesizer.js'
import type { Acceptor } from './acceptance.js'

export { drawnOfParts } from './drawn-parts.js'

/** Blocks without one row that satisfies the condition, after which it counts as impossible. */
const fruitlessBlocks = 500

/** Every row is as good as any other. */
const acceptsAll: Acceptor = { patternsOf: ({ rows }) => new Int32Array(rows), wanted: () => null }

/** The law of each unit from `first` to `to`: that of its place in a shuffle of the run, so that no block needs another one. */
function lawsOfUnits({ counts }: MixedRun, seed: number, first: number, to: number): Int32Array {
  const ends: number[] = []
  for (const count of counts) ends.push((ends.at(-1) ?? 0) + count)
  const total = ends.at(-1) ?? 0
  return Int32Array.from({ length: to - first }, (_, i) => {
    const place = permuteIndex(first + i, total, mix(0, seed, shuffleRound))
    return ends.findIndex((end) => place < end)
  })
}

/** Keeps the shuffle of laws apart from those of keys. */
const shuffleRound = 11

/** All units of a block of a mixed run. */
export function mixedUnits(mixed: MixedRun, { model, seed }: Sampler, block: number): DrawnUnits {
  const size = blockUnits(model)
  const total = mixed.counts.reduce((a, b) => a + b, 0)
  const laws = lawsOfUnits(mixed, seed, block * size, Math.min(total, (block + 1) * size))
  const parts: Table[] = []
  const starts: number[] = []
  const placeOf: number[] = []
  let rows = 0
  mixed.laws.forEach((law, i) => {
    const needed = laws.reduce((count, own) => (own === i ? count + 1 : count), 0)
    if (needed === 0) return
    const units = acceptedUnits(law, acceptorFor(law) ?? acceptsAll, [seed, block, i], needed, needed)
    placeOf[i] = starts.length
    for (let unit = 0; unit < needed; unit++) starts.push(rows + units.starts[unit])
    const end = units.starts[needed]
    parts.push(numberedAfter(units.table.slice(0, end), i * 2 ** 32, model))
    rows += end
  })
  const positions: number[] = []
  for (const law of laws) {
    const unit = placeOf[law]
    placeOf[law] = unit + 1
    for (let row = starts[unit]; row < (starts[unit + 1] ?? rows); row++) positions.push(row)
  }
  const table = concatTables(parts).take(positions)
  return { table, starts: startsOf(table, model) }
}

/** Stream of which rules the rows of a block break, apart from those of its draws. */
const patternStream = -3
/** Attempts after which a place takes any row that breaks no rule: the model may never break the rules that the place is for. */
const mostForPatterns = 50
/** What is drawn again beyond what the share accepted so far would need: two attempts should do. */
const surplus = 1.1
/** Units that are drawn at once at least. */
const fewestUnits = 64

/**
 * The first units, at least `needed` of `target`, that are accepted, in the order in which they are drawn from the streams that begin with `path`. What is drawn doesn't
 * depend on how many are needed, or rows would not be addressable.
 */
export function acceptedUnits(law: RowLaw, acceptor: Acceptor, path: readonly number[], needed: number, target: number): DrawnUnits {
  const { model } = law
  const whole = blockUnits(model)
  const wanted = acceptor.wanted(target, createRng(...path, patternStream))
  const places = new Places(wanted, target)
  const drawsBlocks = wanted !== null || loadedModel(model.model).roundsCounts === true
  const parts: Table[] = []
  let [drawn, rows] = [0, 0]
  for (let attempt = 0; !places.areFilled(needed); attempt++) {
    if (places.found === 0 && drawn >= fruitlessBlocks * whole) throw fruitless(model, drawn)
    const likely = drawn === 0 ? target : places.found === 0 ? whole : (surplus * (target - places.found) * drawn) / places.found
    const size = drawsBlocks ? whole : Math.min(whole, Math.max(fewestUnits, Math.ceil(likely)))
    const { table, starts, refused } = learnedUnits(law, createRng(...path, attempt), size)
    drawn += size
    if (attempt === mostForPatterns) places.relax()
    const patterns = acceptor.patternsOf(table)
    const positions: number[] = []
    for (let unit = 0; unit < starts.length - 1; unit++) {
      const [from, to] = [starts[unit], starts[unit + 1]]
      const pattern = patternOf(patterns, from, to)
      if (pattern < 0 || refused?.[from] || !places.take(pattern, rows + positions.length, to - from)) continue
      for (let row = from; row < to; row++) positions.push(row)
    }
    if (positions.length > 0) parts.push(numberedAfter(table.take(positions), parts.length * blockRows, model))
    rows += positions.length
  }
  const table = concatTables(parts)
  const ordered = wanted ? table.take(places.rowsOf(needed)) : table
  return { table: ordered, starts: startsOf(ordered, model) }
}

/** The pattern of a unit: -1 if one of its rows has it, or else the rules that any of them breaks. */
function patternOf(patterns: Int32Array, from: number, to: number): number {
  let all = 0
  for (let row = from; row < to; row++) {
    if (patterns[row] === -1) return -1
    all |= patterns[row]
  }
  return all
}

/** The places of a block, and the accepted units that fill them: the first one with the pattern that a place is for. */
class Places {
  found = 0
  readonly #wanted: Int32Array | null
  readonly #open = new Map<number, number[]>()
  readonly #units: { readonly from: number; readonly rows: number }[] = []
  readonly #size: number

  constructor(wanted: Int32Array | null, size: number) {
    this.#wanted = wanted
    this.#size = size
    wanted?.forEach((pattern, place) => {
      this.#open.set(pattern, [...(this.#open.get(pattern) ?? []), place])
    })
    for (const places of this.#open.values()) places.reverse()
  }

  /** Whether there was a place for a unit of this pattern, of so many rows from row `from` on of what is kept. */
  take(pattern: number, from: number, rows: number): boolean {
    if (!this.#wanted) {
      this.found++
      return true
    }
    const place = this.#open.get(pattern)?.pop()
    if (place === undefined) return false
    this.#units[place] = { from, rows }
    this.found++
    return true
  }

  /** From now on open places are for units that break no rule. */
  relax(): void {
    const left = [...this.#open.values()].flat().sort((a, b) => b - a)
    this.#open.clear()
    this.#open.set(0, left)
  }

  areFilled(needed: number): boolean {
    if (!this.#wanted) return this.found >= Math.min(needed, this.#size)
    for (let place = 0; place < needed; place++) if (!this.#units[place]) return false
    return true
  }

  /** The kept rows of the first units, in the order of their places. */
  rowsOf(units: number): number[] {
    return this.#units.slice(0, units).flatMap(({ from, rows }) => Array.from({ length: rows }, (_, i) => from + i))
  }
}

function fruitless({ provenance }: FittedModel, drawn: number): ConstraintError {
  const what = provenance.sequences ? 'sequences' : 'rows'
  return new ConstraintError(
    'where',
    `none of ${drawn} ${what} satisfies the condition; loosen it, or check that the table holds such ${what}`,
  )
}

/** The rows with their sequences numbered on from `first`, so that those of different attempts stay apart. */
function numberedAfter(table: Table, first: number, { schema, provenance }: FittedModel): Table {
  if (!provenance.sequences) return table
  const key = sequenceKeyOf(schema)?.name
  const columns = table.columns.map((column) =>
    column.name === key ? ({ ...column, values: column.values.map((value: number) => value + first) } as Column) : column,
  )
  return new Table(columns, table.rows)
}
