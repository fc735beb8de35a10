import type { KeyValues } from './cells.js'
import type { Names } from './names.js'

/** A column that may be the key of its table. */
export interface KeyCandidate {
  readonly column: string
  /** 2 for a name that says key, 1 for a word of the table's name, 1 for standing first; of two alike the one named after the table comes first. */
  readonly score: number
  /** Rows that have no value, or one that an earlier row has; a key has none. */
  readonly faults: number
}

/** A column that is called the key of its table is one although this share of its rows is at fault. */
const mostFaults = 0.05
const surelyMeant = 3

/** The columns of a table that may be its key, the best first: unique, never missing, no measured numbers; those with faults last. */
export function keyCandidates(table: string, columns: ReadonlyMap<string, KeyValues>, names: Names): KeyCandidate[] {
  const own = names.table(table)
  const found = [...columns].flatMap(([column, { rows, counts, look }], place): KeyCandidate[] => {
    const { words, saysKey, measures } = names.column(column)
    const telling = words.some((word) => own.includes(word))
    const score = (saysKey ? 2 : 0) + (telling ? 1 : 0) + (place === 0 ? 1 : 0)
    if (score === 0 || look === 'fractions' || (measures && !saysKey)) return []
    const faults = rows - counts.size
    // A few doubled keys are an error to be told, and an empty table says nothing; but order_items.order_id is no key of order_items.
    const isMeant =
      score >= surelyMeant && faults <= mostFaults * rows && (words.length === 0 || rows === 0 || words.join('') === own.join(''))
    return (faults === 0 && rows > 0) || isMeant ? [{ column, score, faults }] : []
  })
  return found.sort((a, b) => Math.sign(a.faults) - Math.sign(b.faults) || b.score - a.score)
}

/** Rows that share a value in each of two columns by chance, if the columns were independent: a pair that never does so says that it is a key. */
const fewestByChance = 10

/**
 * The columns that tell rows apart together where none does alone: the references of a table of links, or a reference with what numbers or
 * dates its rows. Null where none do, or where it says nothing because so few rows would hardly ever agree.
 */
export function compositeKey(columns: ReadonlyMap<string, KeyValues>, references: readonly string[]): string[] | null {
  const rows = [...columns.values()][0]?.rows ?? 0
  const own = [...columns].filter(([column, { look, missing }]) => missing === 0 && look !== 'fractions' && !references.includes(column))
  const complete = references.filter((column) => columns.get(column)?.missing === 0)
  const tuples = [...combinations(complete, 2), ...combinations(complete, 3)]
  const links = tuples.find((tuple) => isUnique(columns, tuple, rows))
  if (links) return links
  const mixed = complete.flatMap((reference) => own.map(([column]) => [reference, column]))
  return mixed.find((tuple) => byChance(columns, tuple, rows) >= fewestByChance && isUnique(columns, tuple, rows)) ?? null
}

export function* combinations(names: readonly string[], size: number, from = 0): Generator<string[]> {
  if (size === 0) yield []
  else for (let i = from; i <= names.length - size; i++) for (const rest of combinations(names, size - 1, i + 1)) yield [names[i], ...rest]
}

export function isUnique(columns: ReadonlyMap<string, KeyValues>, tuple: readonly string[], rows: number): boolean {
  const cells = tuple.map((column) => columns.get(column) as KeyValues)
  if (cells.reduce((product, { counts }) => product * counts.size, 1) < rows) return false
  const seen = new Set<string>()
  for (let row = 0; row < rows; row++) {
    const key = tupleOf(cells, row)
    if (key === null || seen.has(key)) return false
    seen.add(key)
  }
  return true
}

/** The values of a row in several columns as one text; null where one is missing. */
export function tupleOf(cells: readonly KeyValues[], row: number): string | null {
  const parts: string[] = []
  for (const column of cells) {
    const cell = column.at(row)
    if (cell === null) return null
    parts.push(String(cell))
  }
  return parts.join('\u0000')
}

/** Pairs of rows that agree in all columns, as expected of independent ones. */
function byChance(columns: ReadonlyMap<string, KeyValues>, tuple: readonly string[], rows: number): number {
  let pairs = (rows * (rows - 1)) / 2
  for (const column of tuple) {
    let agree = 0
    for (const count of (columns.get(column) as KeyValues).counts.values()) agree += (count / rows) ** 2
    pairs *= agree
  }
  return pairs
}
