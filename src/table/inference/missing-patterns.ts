import type { RawColumn, RawTable } from '../raw.js'
import type { ColumnSchema, Schema } from '../schema.js'

/** Columns that are missing in exactly the same rows. */
export interface MissingPattern {
  readonly columns: readonly string[]
  readonly rows: number
}

/** Groups of two or more columns that are missing in exactly the same rows, and somewhere present. */
export function sharedGaps(raw: RawTable, schema: Schema): MissingPattern[] {
  const groups = new Map<string, { columns: string[]; gaps: Uint8Array; rows: number }[]>()
  schema.columns.forEach((column, i) => {
    if (!column.nullable) return
    const gaps = gapsOf(raw.columns[i] as RawColumn, column)
    const rows = gaps.reduce((sum, gap) => sum + gap, 0)
    if (rows === raw.rows) return
    const key = `${rows} ${fingerprint(gaps)}`
    const alike = groups.get(key) ?? []
    const group = alike.find((group) => group.gaps.every((gap, row) => gap === gaps[row]))
    if (group) group.columns.push(column.name)
    else groups.set(key, [...alike, { columns: [column.name], gaps, rows }])
  })
  return [...groups.values()].flat().flatMap(({ columns, rows }) => (columns.length > 1 ? [{ columns, rows }] : []))
}

/** 1 where the cell is missing. */
function gapsOf(raw: RawColumn, schema: ColumnSchema): Uint8Array {
  const missing = new Set(schema.missing)
  const ofToken = Uint8Array.from(raw.tokens, (token) => (missing.has(token) ? 1 : 0))
  const gaps = new Uint8Array(raw.length)
  for (let i = 0; i < raw.length; i++) {
    const code = raw.codes?.[i] ?? -1
    gaps[i] = code >= 0 ? (ofToken[code] as number) : Number.isFinite(raw.numbers?.[i] ?? Number.NaN) ? 0 : 1
  }
  return gaps
}

/** A 32-bit number that differs for most masks. */
function fingerprint(gaps: Uint8Array): number {
  let hash = 2_166_136_261
  for (let i = 0; i < gaps.length; i++) if (gaps[i] === 1) hash = Math.imul(hash ^ i, 16_777_619)
  return hash >>> 0
}
