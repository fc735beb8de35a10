import { OptionError } from '../../errors.js'
import { createRng, type Rng } from '../../random/rng.js'
import { sorted } from '../../stats/order/sorted.js'
import { type CodeColumn, type Column, isNumberColumn, type NumberColumn } from '../../table/column.js'
import { type ColumnSchema, isModelled, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'

/** A table without what few rows have, its schema, and in words what was changed. */
export interface Suppressed {
  readonly table: Table
  readonly schema: Schema
  readonly notes: readonly string[]
}

const stream = -31

/**
 * The table without values that fewer than `k` rows have for themselves: cells of rarer levels take a common level, the next one in an order, else one drawn
 * by how common they are; numbers end at the k-th least and the k-th greatest. Where no level is common enough, or fewer than 2k numbers are there, all
 * cells are missing. The schema's levels and bounds become those that are left. It makes no promise: rare combinations stay.
 */
export function suppressRare(table: Table, schema: Schema, k: number, seed = 1): Suppressed {
  if (!(Number.isSafeInteger(k) && k >= 2)) throw new OptionError('suppress-rare', `must be a whole number from 2 up (got ${k})`)
  const notes: string[] = []
  const parts = schema.columns.map((column, i): { cells: Column; column: ColumnSchema } => {
    const cells = table.column(column.name)
    if (!isModelled(column)) return { cells, column }
    const part = isNumberColumn(cells) ? withoutExtremes(cells, column, k) : withoutRareLevels(cells, column, k, createRng(seed, stream, i))
    if (part.note !== '') notes.push(`${column.name}: ${part.note}`)
    return part
  })
  return {
    table: new Table(
      parts.map(({ cells }) => cells),
      table.rows,
    ),
    schema: { ...schema, columns: parts.map(({ column }) => column) },
    notes,
  }
}

interface Part {
  readonly cells: Column
  readonly column: ColumnSchema
  readonly note: string
}

function withoutExtremes(cells: NumberColumn, column: ColumnSchema, k: number): Part {
  const ascending = sorted(cells.values)
  if (ascending.length < 2 * k) {
    const note = ascending.length === 0 ? '' : `fewer than ${2 * k} numbers, all left out`
    return {
      cells: { ...cells, values: cells.values.map(() => Number.NaN) },
      column: bounded({ ...column, nullable: true }, null, null),
      note,
    }
  }
  const [least, greatest] = [ascending[k - 1], ascending[ascending.length - k]]
  const changed = cells.values.some((value) => value < least || value > greatest)
  const values = cells.values.map((value) => (value < least ? least : value > greatest ? greatest : value))
  return {
    cells: { ...cells, values },
    column: bounded(column, least, greatest),
    note: changed ? `numbers end at ${least} and ${greatest}` : '',
  }
}

function bounded(column: ColumnSchema, min: number | null, max: number | null): ColumnSchema {
  return 'min' in column ? { ...column, min, max } : column
}

function withoutRareLevels(cells: CodeColumn, column: ColumnSchema, k: number, rng: Rng): Part {
  const counts = new Int32Array(cells.levels.length)
  for (const code of cells.values) if (code >= 0) counts[code] += 1
  const kept = [...counts.keys()].filter((code) => counts[code] >= k)
  const rare = [...counts.keys()].filter((code) => counts[code] > 0 && counts[code] < k)
  const replace = replacement(kept, counts, column.kind === 'ordinal', rng)
  // A boolean keeps both of its words, whichever of them occur.
  const levels = column.kind === 'boolean' ? [...cells.levels] : kept.map((code) => cells.levels[code])
  const codeOf = column.kind === 'boolean' ? (code: number) => code : (code: number) => kept.indexOf(code)
  const recode = Int32Array.from(cells.levels, (_, code) => codeOf(code))
  const values = cells.values.map((code) => {
    if (code < 0) return -1
    const chosen = counts[code] >= k ? code : replace(code)
    return chosen < 0 ? -1 : recode[chosen]
  })
  const note = rare.length === 0 ? '' : `${rare.length} levels of fewer than ${k} rows ${kept.length === 0 ? 'left out' : 'replaced'}`
  const described = {
    ...column,
    nullable: column.nullable || (kept.length === 0 && rare.length > 0),
    ...('levels' in column ? { levels } : {}),
  }
  return { cells: { ...cells, levels, values }, column: described as ColumnSchema, note }
}

/** What takes the place of a rare level; -1 where there is none. */
function replacement(kept: readonly number[], counts: Int32Array, inOrder: boolean, rng: Rng): (code: number) => number {
  if (kept.length === 0) return () => -1
  if (inOrder) return (code) => kept.reduce((best, own) => (Math.abs(own - code) < Math.abs(best - code) ? own : best))
  const total = kept.reduce((sum, code) => sum + counts[code], 0)
  return () => {
    let left = rng.integer(total)
    for (const code of kept) {
      left -= counts[code]
      if (left < 0) return code
    }
    return kept[0]
  }
}
