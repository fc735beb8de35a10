import ln from '@stdlib/math-base-special-ln'
import { type Column, isNumberColumn } from '../../table/column.js'

/** A cell as it can be compared: a number or a text; null where it is missing. */
export type Cell = number | string | null

export function cellAt(column: Column, row: number): Cell {
  const value = column.values[row]
  if (isNumberColumn(column)) return Number.isNaN(value) ? null : value
  return value < 0 ? null : column.levels[value]
}

/** How often two columns agree. */
export interface ColumnAgreement {
  /** Share of the rows in which both are the same. */
  readonly share: number
  /** The same, where 0 is what columns that have nothing to do with each other would reach (Cohen's kappa). */
  readonly beyondChance: number
  /** How little could be chance: bits of surprise of the values that agree, those of one row of the parent counted once. */
  readonly bits: number
}

/** Agreement beyond chance, and bits, from which on a column is taken to follow from another one. */
const mostlyAgrees = 0.8
const leastBits = 24

/** Whether a column follows from another: in most rows, and in too many for chance. */
export function isCarried({ beyondChance, bits }: ColumnAgreement): boolean {
  return beyondChance >= mostlyAgrees && bits >= leastBits
}

/**
 * How often `cell(row)` is `source(unit)`, where `unitOf` says which unit each of the rows is about; below 0 for none. `isSame` compares.
 * @see Cohen, 1960, A coefficient of agreement for nominal scales
 */
export function columnAgreement(
  rows: Iterable<number>,
  unitOf: (row: number) => number,
  cell: (row: number) => Cell,
  source: (unit: number) => Cell,
  isSame: (a: Cell, b: Cell) => boolean = (a, b) => a === b,
): ColumnAgreement | null {
  const [own, theirs, ofUnits] = [new Map<Cell, number>(), new Map<Cell, number>(), new Map<Cell, number>()]
  const units = new Map<number, { rows: number; same: number }>()
  let [all, same] = [0, 0]
  const add = (counts: Map<Cell, number>, value: Cell): void => {
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  for (const row of rows) {
    const unit = unitOf(row)
    if (unit < 0) continue
    const [a, b] = [cell(row), source(unit)]
    add(theirs, b)
    // What is the same but for its last digit counts as one value.
    const agrees = isSame(a, b)
    add(own, agrees ? b : a)
    all++
    const known = units.get(unit) ?? { rows: 0, same: 0 }
    if (known.rows === 0) add(ofUnits, b)
    known.rows++
    if (agrees) {
      same++
      known.same++
    }
    units.set(unit, known)
  }
  if (all === 0) return null
  let chance = 0
  for (const [value, count] of theirs) chance += (count / all) * ((own.get(value) ?? 0) / all)
  let bits = 0
  for (const [unit, known] of units) {
    bits -= (known.same / known.rows) * (ln((ofUnits.get(source(unit)) as number) / units.size) / Math.LN2)
  }
  const share = same / all
  return { share, beyondChance: chance < 1 ? (share - chance) / (1 - chance) : 0, bits }
}
