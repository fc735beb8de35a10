import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'

/** A column that is always a constant plus or minus other columns. Plain data. */
export interface Identity {
  readonly constant: number
  readonly terms: readonly { readonly name: string; readonly sign: 1 | -1 }[]
  /** 10 to the number of decimals of the column. */
  readonly scale: number
}

/** Rows that look for identities; all rows have to confirm them. */
const searchRows = 1000
/** With fewer rows per column an identity may be an accident. */
const rowsPerColumn = 10
const fewestRows = 50
/** What is left of a column after the others, relative to it, where it follows from them. */
const rounding = 1e-9

interface Candidate {
  readonly column: ColumnSchema
  readonly cells: Float64Array
  /** Times this, values are whole numbers. */
  readonly scale: number
}

function wholeAt({ cells, scale }: Candidate, row: number): number {
  return Math.round(cells[row] * scale)
}

/**
 * Columns that all rows agree are sums and differences of other columns (`total = net + tax`), so that they are computed and not
 * learned. Only numbers with fixed decimals and without gaps take part. Of the columns of an identity, one that is the sum of the others
 * is computed where there is one; a target never is.
 */
export function findIdentities(table: Table, schema: Schema): Map<string, Identity> {
  const found = new Map<string, Identity>()
  let candidates = schema.columns.flatMap((column) => candidateOf(table, column))
  if (table.rows < Math.max(fewestRows, rowsPerColumn * candidates.length)) return found
  for (let next = nextIdentity(candidates); next; next = nextIdentity(candidates)) {
    const [name, identity] = next
    found.set(name, identity)
    // What is computed is left out from now on, so that its terms can show how they belong together.
    candidates = candidates.filter(({ column }) => column.name !== name)
  }
  return found
}

/** The first column that follows from those before it, or one of these in its place, with its identity. */
function nextIdentity(candidates: readonly Candidate[]): [string, Identity] | null {
  const basis: Direction[] = []
  for (const candidate of candidates) {
    const step = Math.max(1, Math.floor(candidate.cells.length / searchRows))
    const { left, length, ofColumns, rest } = project(sampleCentred(candidate, step), basis, candidates.length)
    if (left > rounding * length) {
      const inColumns = ofColumns.map((share, c) => ((c === basis.length ? 1 : 0) - share) / left)
      basis.push({ candidate, unit: rest.map((value) => value / left), inColumns })
      continue
    }
    const others = basis.map((own, c) => ({ ...own.candidate, factor: ofColumns[c] }))
    const identity = confirmed(
      candidate,
      others.filter(({ factor }) => Math.abs(factor) > 1e-6),
    )
    if (identity) return identity
  }
  return null
}

/** A direction in the space of rows that a column adds to those before it. */
interface Direction {
  readonly candidate: Candidate
  readonly unit: Float64Array
  /** The unit vector as a sum of columns, in the order in which they came in. */
  readonly inColumns: Float64Array
}

/** What of a column the directions explain, as a sum of columns, and what is left of it (modified Gram-Schmidt). */
function project(
  centred: Float64Array,
  basis: readonly Direction[],
  columns: number,
): { rest: Float64Array; left: number; length: number; ofColumns: Float64Array } {
  const rest = centred.slice()
  const ofColumns = new Float64Array(columns)
  for (const { unit, inColumns } of basis) {
    const along = dot(rest, unit)
    for (let i = 0; i < rest.length; i++) rest[i] = rest[i] - along * unit[i]
    for (let c = 0; c < columns; c++) ofColumns[c] = ofColumns[c] + along * inColumns[c]
  }
  return { rest, left: norm(rest), length: norm(centred), ofColumns }
}

function candidateOf(table: Table, column: ColumnSchema): Candidate[] {
  const cells = table.column(column.name)
  const decimals = column.kind === 'integer' ? 0 : column.kind === 'numeric' ? column.decimals : null
  if (!isNumberColumn(cells) || decimals === null) return []
  const scale = Number(`1e${decimals}`)
  const candidate = { column, cells: cells.values, scale }
  const first = cells.values[0]
  let constant = true
  for (const value of cells.values) {
    if (!(Math.abs(value * scale) < 2 ** 45)) return []
    if (value !== first) constant = false
  }
  return constant ? [] : [candidate]
}

/** Every so manieth value, in whole numbers less their mean. */
function sampleCentred(candidate: Candidate, step: number): Float64Array {
  const sample = Float64Array.from({ length: Math.ceil(candidate.cells.length / step) }, (_, i) => wholeAt(candidate, i * step))
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length
  return sample.map((value) => value - mean)
}

/** The identity that all rows confirm, solved for the column that is to be computed; null where there is none. */
function confirmed(last: Candidate, others: readonly (Candidate & { readonly factor: number })[]): [string, Identity] | null {
  const all = [...others, { ...last, factor: -1 }]
  // In units of decimals, so that 1.5 = 1 + 0.5 is an identity of signs too.
  const scale = all.reduce((most, own) => Math.max(most, own.scale), 1)
  const signs = all.map((own) => Math.round((own.factor * own.scale) / last.scale))
  const plain = all.every((own, i) => Math.abs((own.factor * own.scale) / last.scale - signs[i]) < 1e-6 && Math.abs(signs[i]) === 1)
  if (others.length < 2 || !plain) return null
  const sumOf = (row: number): number => all.reduce((sum, own, i) => sum + signs[i] * wholeAt(own, row) * (scale / own.scale), 0)
  const constant = sumOf(0)
  for (let row = 1; row < last.cells.length; row++) if (sumOf(row) !== constant) return null
  const computed = all.findIndex((own, i) => own.column.role !== 'target' && signs.every((sign, j) => j === i || sign === -signs[i]))
  const at = computed >= 0 ? computed : all.findLastIndex(({ column }) => column.role !== 'target')
  const own = all[at]
  if (!own) return null
  const turn = -signs[at]
  const terms = all.flatMap(({ column }, i) => (i === at ? [] : [{ name: column.name, sign: (turn * signs[i]) as 1 | -1 }]))
  return [own.column.name, { constant: (-turn * constant) / scale, terms, scale: own.scale }]
}

/** The computed values, from those of the other columns. */
export function sumTerms({ constant, terms, scale }: Identity, valuesOf: (name: string) => Float64Array, rows: number): Float64Array {
  const sums = new Float64Array(rows).fill(constant)
  for (const { name, sign } of terms) {
    const values = valuesOf(name)
    for (let row = 0; row < rows; row++) sums[row] = sums[row] + sign * values[row]
  }
  // Adding 0 turns -0 into 0.
  return sums.map((sum) => Math.round(sum * scale) / scale + 0)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values))
}
