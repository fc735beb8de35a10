import ln from '@stdlib/math-base-special-ln'
import { lowerBound } from '../../stats/order/sorted.js'
import { ownValue } from '../../table/own.js'
import type { RawTable } from '../../table/raw.js'
import type { TableRelation } from '../schema.js'
import { inclusion, type KeyValues, keyValues, surprise } from './cells.js'
import { compositeRelations } from './composite.js'
import { compositeKey, type KeyCandidate, keyCandidates } from './keys.js'
import { type NameMatch, Names } from './names.js'

/** A relation that was found, or that only may be one, and why. */
export type FoundRelation = Required<Pick<TableRelation, 'child' | 'columns' | 'parent' | 'key' | 'nullable' | 'reason'>>

/** What a database says of itself. */
export interface Declarations {
  readonly keys: Readonly<Record<string, readonly string[]>>
  readonly relations: readonly Pick<TableRelation, 'child' | 'columns' | 'parent' | 'key'>[]
}

export interface Detection {
  /** The key of each table; empty where it has none. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  readonly relations: readonly FoundRelation[]
  /** What would be relations by their values, but whose names say nothing of it. */
  readonly perhaps: readonly FoundRelation[]
}

/** The tables as they are looked at. */
export interface LookedAt {
  readonly names: Names
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, KeyValues>>
}

/**
 * The keys of the tables and how they refer to each other, told by values, uniqueness and names. What is declared wins: keys are then as
 * declared, and where relations are, those found besides are only perhaps.
 */
export function detectRelations(
  tables: Readonly<Record<string, RawTable>>,
  declared: Declarations = { keys: {}, relations: [] },
): Detection {
  const names = new Names(Object.keys(tables))
  const cells = new Map(
    Object.entries(tables).map(
      ([name, { columns }]) => [name, new Map(columns.map((column) => [column.name, keyValues(column)]))] as const,
    ),
  )
  const candidates = new Map(
    [...cells].map(([table, columns]) => [table, candidatesOf(table, columns, names, ownValue(declared.keys, table))] as const),
  )
  const search = new Search({ names, cells }, candidates)
  const single = search.run()
  const referred = new Set([...single.relations, ...declared.relations].map(({ parent, key }) => `${parent}\n${key.join('\n')}`))
  const keys: Record<string, readonly string[]> = {}
  for (const [table, columns] of cells) {
    const references = [...single.relations, ...declared.relations].flatMap((relation) =>
      relation.child === table ? relation.columns : [],
    )
    const best = candidates.get(table)?.[0]
    // Without a name that says key a unique column is one only if others refer to it.
    const isKey = best !== undefined && (best.score >= 2 || referred.has(`${table}\n${best.column}`))
    keys[table] = ownValue(declared.keys, table) ?? (isKey ? [best.column] : (compositeKey(columns, [...new Set(references)]) ?? []))
  }
  const composite = compositeRelations({ names, cells }, keys, single.relations)
  const found = [...single.relations, ...composite.relations]
  const perhaps = [...single.perhaps, ...composite.perhaps]
  if (declared.relations.length === 0) return { keys, relations: found, perhaps }
  const known = new Set(declared.relations.map(({ child, columns }) => `${child}\n${columns.join('\n')}`))
  const nullable = ({ child, columns }: Declarations['relations'][number]): boolean =>
    columns.some((column) => (cells.get(child)?.get(column)?.missing ?? 0) > 0)
  const relations = declared.relations.map((relation) => ({ ...relation, nullable: nullable(relation), reason: 'declared' }))
  return { keys, relations, perhaps: found.filter(({ child, columns }) => !known.has(`${child}\n${columns.join('\n')}`)) }
}

function candidatesOf(
  table: string,
  columns: ReadonlyMap<string, KeyValues>,
  names: Names,
  declared: readonly string[] | undefined,
): readonly KeyCandidate[] {
  if (declared === undefined) return keyCandidates(table, columns, names)
  return declared.length === 1 ? [{ column: declared[0], score: 4, faults: 0 }] : []
}

interface Candidate {
  readonly parent: string
  readonly key: string
  readonly included: number
  readonly name: NameMatch
  readonly verdict: 'found' | 'perhaps'
  readonly reason: string
  readonly total: number
}

/** Share of the keys that numbers without a telling name must use to be worth a line. */
const mostlyUsed = 0.8
/** Values that are looked at before all are. */
const sampled = 300

/** The search for relations of one column. */
class Search {
  readonly #looked: LookedAt
  readonly #candidates: ReadonlyMap<string, readonly KeyCandidate[]>
  /** Tables whose key refers to another table's, row by row. */
  readonly #oneToOne = new Map<string, string>()

  constructor(looked: LookedAt, candidates: ReadonlyMap<string, readonly KeyCandidate[]>) {
    this.#looked = looked
    this.#candidates = candidates
  }

  run(): { readonly relations: FoundRelation[]; readonly perhaps: FoundRelation[] } {
    const relations: FoundRelation[] = []
    const perhaps: FoundRelation[] = []
    const columns = [...this.#looked.cells].flatMap(([child, own]) => [...own].map(([column, cells]) => ({ child, column, cells })))
    const isKey = ({ child, column }: { child: string; column: string }): boolean => this.#keyOf(child) === column
    for (const { child, column, cells } of [...columns.filter(isKey), ...columns.filter((at) => !isKey(at))]) {
      const best = this.#best(child, column, cells)
      if (!best) continue
      if (this.#keyOf(child) === column && best.verdict === 'found') this.#oneToOne.set(child, best.parent)
      const { parent, key, reason } = best
      const relation = { child, columns: [column], parent, key: [key], nullable: cells.missing > 0, reason }
      if (best.verdict === 'found') relations.push(relation)
      else perhaps.push(relation)
    }
    const place = new Map(columns.map(({ child, column }, i) => [`${child}\n${column}`, i]))
    const order = ({ child, columns: [column] }: FoundRelation): number => place.get(`${child}\n${column}`) ?? 0
    return { relations: relations.sort((a, b) => order(a) - order(b)), perhaps }
  }

  #keyOf(table: string): string | undefined {
    return this.#candidates.get(table)?.[0]?.column
  }

  #best(child: string, column: string, cells: KeyValues): Candidate | undefined {
    if (cells.look === 'fractions') return undefined
    const all = [...this.#candidates].flatMap(([parent, keys]) =>
      keys.flatMap((key, rank) => {
        const found = parent === child && key.column === column ? null : this.#judge(child, column, cells, parent, key, rank)
        return found ? [found] : []
      }),
    )
    const best = all.reduce<Candidate | undefined>(
      (a, b) => (a && (a.verdict === b.verdict ? a.total >= b.total : a.verdict === 'found') ? a : b),
      undefined,
    )
    // Of a table and another that shares its rows one by one, the former is meant.
    const root = best && all.find(({ parent, verdict }) => parent === this.#oneToOne.get(best.parent) && verdict === 'found')
    return root && best && root.name.score >= best.name.score - 0.05 ? root : best
  }

  #judge(child: string, column: string, cells: KeyValues, parent: string, key: KeyCandidate, rank: number): Candidate | null {
    const keys = this.#looked.cells.get(parent)?.get(key.column) as KeyValues
    const { names } = this.#looked
    const empty = cells.counts.size === 0
    const digits = cells.look === 'digits' && keys.look === 'digits'
    const name = names.match(column, child, parent, key.column, digits)
    if (!empty && inclusion(cells, keys, sampled) < 0.4) {
      if (rank > 0 || child === parent || name.score < 0.95 || !wouldAgree(cells, keys)) return null
      const reason = `its values would be in ${parent}.${key.column} if both were written in one way, as 007 and 7 are not`
      return { parent, key: key.column, included: 0, name, verdict: 'perhaps', reason, total: name.score }
    }
    const included = empty ? 1 : inclusion(cells, keys)
    const words = names.column(column)
    const values = empty
      ? 'it has no values'
      : included === 1
        ? `every value is in ${parent}.${key.column}`
        : `${percent(included)} of its values are in ${parent}.${key.column}`
    const candidate = { parent, key: key.column, included, name, reason: `${values}; ${name.reason}` }
    const total = included + name.score + (digits ? 0 : 0.3) + 0.2 * Math.min(1, cells.counts.size / Math.max(1, keys.counts.size))
    const verdict = (is: boolean, may: boolean): Candidate | null =>
      is ? { ...candidate, total, verdict: 'found' } : may ? { ...candidate, total, verdict: 'perhaps' } : null
    // A second column that could be the key counts only where a name means it: countries.code beside countries.id.
    const isMeant = key.faults === 0 && name.score >= 0.9 && included >= 0.9 && words.saysKey
    if (rank > 0 && !(isMeant && (!digits || this.#isNumbered(child, column, cells, parent, keys)))) return null
    if (key.faults > 0 && name.score < 0.8) return null
    if (empty) return verdict(name.score >= 0.8 && words.saysKey && !this.#isOwnKey(child, column), false)
    if (this.#keyOf(child) === column) return verdict(this.#sharesRows(child, column, cells, parent, keys, name, included), false)
    if (parent === child) {
      const isTree = this.#isForest(cells, keys)
      const named = name.score >= 0.75 || (words.saysKey && name.score >= 0.5)
      const may = isTree && included === 1 && !words.measures && cells.missing > 0
      if (isTree && named && (included === 1 || (name.score >= 0.75 && included >= 0.9))) return verdict(true, false)
      if (!isTree && name.score >= 0.75 && included === 1)
        return { ...candidate, total, verdict: 'perhaps', reason: `${values}, but rows refer to each other in a circle` }
      if (may && isNoChance(cells, keys, digits)) return { ...candidate, total, verdict: 'found', reason: `${values}, which is no chance` }
      if (may && digits && words.saysKey && isEarlier(cells, keys))
        return { ...candidate, total, verdict: 'found', reason: `${values}, and in an earlier row each time, which is no chance` }
      return verdict(false, may)
    }
    const byName =
      (name.score >= 0.5 && included >= 0.9 && (included === 1 || name.score >= 0.8 || !digits)) || (name.score >= 0.95 && included >= 0.5)
    if (byName) return verdict(true, false)
    if (!(digits && words.measures) && isNoChance(cells, keys, digits))
      return { ...candidate, total, verdict: 'found', reason: `${values}, which is no chance` }
    return verdict(
      false,
      included === 1 &&
        cells.counts.size >= 2 &&
        !words.measures &&
        (words.saysKey || !digits || cells.counts.size >= mostlyUsed * keys.counts.size),
    )
  }

  /** Whether a table's key is that of another table as well, of which it has some of the rows: one to one. */
  #sharesRows(
    child: string,
    column: string,
    cells: KeyValues,
    parent: string,
    keys: KeyValues,
    { score }: NameMatch,
    included: number,
  ): boolean {
    if (child === parent || included < 1 || score < 0.9 || this.#isOwnKey(child, column) || this.#oneToOne.get(parent) === child)
      return false
    // row_id and entity_id count the rows of each table from 1 on, whatever they are.
    const { names } = this.#looked
    const { words } = names.column(column)
    const isNamed =
      words.join('') === names.table(parent).join('') ||
      (names.isShortFor(words, parent) && !names.isShortFor(words, child)) ||
      words.some((word) => names.table(parent).includes(word) && !names.table(child).includes(word))
    return cells.counts.size <= keys.counts.size && (isNamed || isNoChance(cells, keys, cells.look === 'digits' && keys.look === 'digits'))
  }

  /**
   * Whether whole numbers in a column that isn't the first choice for a key are one that others refer to by its name, as patients.subject_id beside
   * patients.row_id: no other table is named after it, and it isn't unique in the child, or else has fewer values there.
   */
  #isNumbered(child: string, column: string, cells: KeyValues, parent: string, keys: KeyValues): boolean {
    const { names, cells: tables } = this.#looked
    const { words } = names.column(column)
    const isElsewhere = [...tables.keys()].some((table) => table !== parent && names.table(table).join('') === words.join(''))
    const isUnique = cells.counts.size === cells.rows
    return !isElsewhere && child !== parent && (!isUnique || cells.counts.size < keys.counts.size)
  }

  /** Whether a column is named after the table that it is in. */
  #isOwnKey(table: string, column: string): boolean {
    const { names } = this.#looked
    return names.column(column).words.join('') === names.table(table).join('')
  }

  /** Whether following the references always ends at a row without one, for a column that refers to its own table's key. */
  #isForest(cells: KeyValues, keys: KeyValues): boolean {
    const parentOf = new Map<string | number, string | number | null>()
    for (let row = 0; row < keys.rows; row++) {
      const key = keys.at(row)
      if (key !== null) parentOf.set(key, cells.at(row))
    }
    const done = new Set<string | number>()
    for (const start of parentOf.keys()) {
      const path = new Set<string | number>()
      for (let at: string | number | null = start; at !== null && !done.has(at); at = parentOf.get(at) ?? null) {
        if (path.has(at)) return false
        path.add(at)
      }
      for (const at of path) done.add(at)
    }
    return true
  }
}

/** Whether values lie among keys so scattered, or so many of them, that it can't be chance. */
function isNoChance(cells: KeyValues, keys: KeyValues, digits: boolean): boolean {
  const included = inclusion(cells, keys)
  if (digits) return included === 1 && cells.counts.size >= 5 && surprise(cells, keys) >= 9
  const isEnough = (included === 1 && cells.counts.size >= 3) || (included >= 0.9 && cells.counts.size >= 20)
  return cells.look === 'texts' && isEnough && surprise(cells, keys) >= 3
}

/** Whether nearly all values would be keys if whole numbers were written without zeros in front. */
function wouldAgree(cells: KeyValues, keys: KeyValues): boolean {
  if (cells.look !== 'digits' || keys.look !== 'digits') return false
  const known = new Set(Array.from(keys.counts.keys(), Number))
  const asked = [...cells.counts.keys()].map(Number)
  return asked.filter((value) => known.has(value)).length >= 0.9 * asked.length
}

/** Share of the whole numbers up to the greatest that are used where rows are numbered one after the other. */
const dense = 0.8
/** Log of how rare an accident is that is none. */
const unlikely = ln(1000)

/**
 * Whether every row that refers to another one of its table refers to one with a smaller key, and shuffled references would hardly ever do so: rows are told
 * of what they follow after it. Numbers without gaps are no keys of some rows but count something, as sessions, which have fewer numbers than their events.
 */
function isEarlier(cells: KeyValues, keys: KeyValues): boolean {
  const pairs = Array.from({ length: keys.rows }, (_, row) => [Number(keys.at(row)), cells.at(row)] as const).flatMap(([own, to]) =>
    to === null ? [] : [{ own, to: Number(to) }],
  )
  const sorted = Float64Array.from(pairs, ({ to }) => to).sort()
  if (pairs.some(({ own, to }) => to >= own) || cells.counts.size > dense * (sorted[sorted.length - 1] - sorted[0] + 1)) return false
  let sum = 0
  for (const { own } of pairs) sum += ln(sorted.length / lowerBound(sorted, own))
  return sum >= unlikely
}

function percent(share: number): string {
  return `${Math.floor(1000 * share) / 10} %`
}
