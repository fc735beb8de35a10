import type { KeyValues } from './cells.js'
import type { FoundRelation, LookedAt } from './detect.js'
import { combinations, isUnique, tupleOf } from './keys.js'

/** Most columns of one name that are tried together. */
const mostShared = 8
/** Different tuples of values that say something. */
const fewestTuples = 20

/**
 * References by two or three columns together to tables that have no key of one column, such as flights.(origin, time_hour) to weather. The
 * columns have the same names in both tables, are unique in the parent, and are all that tells its rows apart. Rows of both tables that may as well
 * be events of a third one's, which always go together, are only perhaps such.
 */
export function compositeRelations(
  looked: LookedAt,
  keys: Readonly<Record<string, readonly string[]>>,
  single: readonly FoundRelation[],
): { readonly relations: FoundRelation[]; readonly perhaps: FoundRelation[] } {
  const tables = [...looked.cells.keys()]
  const relations: FoundRelation[] = []
  const perhaps: FoundRelation[] = []
  for (const parent of tables) {
    if ((keys[parent]?.length ?? 0) === 1) continue
    for (const child of tables) {
      if (child === parent) continue
      const found = compositeRelation(looked, child, parent, single, keys[parent] ?? [])
      if (found) (found.isMeant ? relations : perhaps).push(found.relation)
    }
  }
  return { relations, perhaps }
}

function compositeRelation(
  { cells, names }: LookedAt,
  child: string,
  parent: string,
  single: readonly FoundRelation[],
  parentKey: readonly string[],
): { readonly relation: FoundRelation; readonly isMeant: boolean } | null {
  const [from, to] = [cells.get(child), cells.get(parent)] as [ReadonlyMap<string, KeyValues>, ReadonlyMap<string, KeyValues>]
  const nameOf = (column: string): string => `${names.column(column).words.join(' ')} ${names.column(column).saysKey}`
  const partner = new Map([...from.keys()].map((column) => [nameOf(column), column]))
  const shared = [...to].filter(([column, own]) => {
    const other = from.get(partner.get(nameOf(column)) ?? '')
    return own.missing === 0 && own.look !== 'fractions' && other?.look === own.look && other.counts.size > 0
  })
  const columns = shared.map(([column]) => column)
  if (columns.length < 2 || columns.length > mostShared) return null
  const rows = shared[0]?.[1].rows ?? 0
  const referenceOf = (table: string, column: string): string | undefined =>
    single.find((relation) => relation.child === table && relation.columns[0] === column)?.parent
  let perhaps: FoundRelation | null = null
  for (const key of [...combinations(columns, 2), ...combinations(columns, 3)]) {
    const own = key.map((column) => partner.get(nameOf(column)) as string)
    const references = key.map((column) => referenceOf(parent, column))
    const isMeant = meansRows(key, references, to, names)
    if (!isMeant && (perhaps || key.length !== parentKey.length || !key.every((column) => parentKey.includes(column)))) continue
    if (!isUnique(to, key, rows)) continue
    const share = tupleInclusion(
      own.map((column) => from.get(column) as KeyValues),
      key.map((column) => to.get(column) as KeyValues),
    )
    if (share < (isMeant ? 0.9 : 1)) continue
    const values = share === 1 ? 'every tuple is one of its rows' : `${Math.floor(1000 * share) / 10} % of the tuples are rows of it`
    const nullable = own.some((column) => (from.get(column)?.missing ?? 0) > 0)
    const relation = { child, columns: own, parent, key, nullable, reason: `${values}; the columns have the same names` }
    if (isMeant) return { relation, isMeant }
    perhaps = relation
  }
  return perhaps && { relation: perhaps, isMeant: false }
}

/**
 * Whether columns are what the rows of a table are about, rather than events of one of its parents: they all refer to other tables, or none
 * does and a name says key, or those that don't say key, as the number of an item of an order, or, as the hour of a table of the weather, have more
 * values than those that do.
 */
function meansRows(
  key: readonly string[],
  references: readonly (string | undefined)[],
  cells: ReadonlyMap<string, KeyValues>,
  names: LookedAt['names'],
): boolean {
  const sizeOf = (isReference: boolean): number =>
    key.reduce(
      (product, column, i) =>
        (references[i] !== undefined) === isReference ? product * (cells.get(column) as KeyValues).counts.size : product,
      1,
    )
  if (references.every((reference) => reference !== undefined)) return new Set(references).size > 1
  if (references.every((reference) => reference === undefined)) return key.some((column) => names.column(column).saysKey)
  if (key.every((column, i) => references[i] !== undefined || names.column(column).saysKey)) return true
  return sizeOf(false) > sizeOf(true)
}

/** The share of the tuples of the child that are in the parent; 0 where they are too few to say anything. */
function tupleInclusion(from: readonly KeyValues[], to: readonly KeyValues[]): number {
  const known = tuplesOf(to)
  const asked = tuplesOf(from)
  if (asked.size < fewestTuples) return 0
  let found = 0
  for (const tuple of asked) if (known.has(tuple)) found++
  return found / asked.size
}

function tuplesOf(cells: readonly KeyValues[]): Set<string> {
  const tuples = new Set<string>()
  for (let row = 0; row < (cells[0]?.rows ?? 0); row++) {
    const tuple = tupleOf(cells, row)
    if (tuple !== null) tuples.add(tuple)
  }
  return tuples
}
