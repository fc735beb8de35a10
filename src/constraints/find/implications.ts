import { isNumberColumn } from '../../table/column.js'
import { formatColumn } from '../language/expression.js'
import { type CandidateRule, leastShare, type Search, type SearchedTable } from './candidate.js'
import { codedColumns, type RankedColumn } from './columns.js'

/** Something that a cell is or is not: a level, zero, missing. */
interface Sign {
  readonly column: string
  readonly text: string
  readonly isGap: boolean
  readonly rows: Uint8Array
  readonly count: number
  readonly levels: number
}

/** Levels of a column that are looked at, and rows that a sign must have and lack. */
const mostLevels = 20
const fewestRows = 20
/** Most signs that are compared with each other. */
const mostSigns = 200

function signsOf({ column, codes, counts, rows, present, schema }: RankedColumn): Sign[] {
  const all = codes.length
  const name = formatColumn(column.name)
  const sign = (text: string, isGap: boolean, holds: (code: number) => boolean, levels: number): Sign => {
    const marks = Uint8Array.from(codes, (code) => (holds(code) ? 1 : 0))
    return { column: column.name, text, isGap, rows: marks, count: marks.reduce((sum, mark) => sum + mark, 0), levels }
  }
  const gap = present < all ? [sign(`missing(${name})`, true, (code) => code < 0, 2)] : []
  if (isNumberColumn(column)) {
    const zero = rows.findIndex((row) => column.values[row] === 0)
    const isAtom = schema.kind !== 'datetime' && zero >= 0 && counts[zero] > 0.05 * present && counts[zero] < 0.95 * present
    return [...gap, ...(isAtom ? [sign(`${name} == 0`, false, (code) => code === zero, 2)] : [])]
  }
  if (schema.kind === 'id' || schema.kind === 'text' || counts.length > 200) return gap
  const common = [...counts.keys()].sort((a, b) => counts[b] - counts[a]).slice(0, mostLevels)
  const levels = common.map((code) => {
    const level = column.levels[column.values[rows[code]]]
    return sign(`${name} == ${JSON.stringify(level)}`, false, (own) => own === code, counts.length)
  })
  return [...gap, ...levels]
}

/** `pregnant == "yes" implies sex == "F"`, and what gaps have to do with each other: signs that come only with another one. */
export function findImplications(field: SearchedTable, follows: (from: string, to: string) => boolean): Search {
  const isTelling = ({ count }: Sign): boolean => count >= fewestRows && count <= field.table.rows - fewestRows
  const signs = codedColumns(field).flatMap(signsOf).filter(isTelling).slice(0, mostSigns)
  const candidates: CandidateRule[] = []
  const together = new Map<string, Set<string>>()
  let tried = 0
  for (const cause of signs) {
    for (const effect of signs) {
      // Of a column that determines the other one, the levels say no more.
      if (cause.column === effect.column || follows(cause.column, effect.column) || follows(effect.column, cause.column)) continue
      tried++
      let both = 0
      for (let row = 0; row < cause.rows.length; row++) both += cause.rows[row] & effect.rows[row]
      if (both < leastShare * cause.count) continue
      if (cause.isGap && effect.isGap && both === cause.count && both === effect.count) {
        together.set(cause.column, (together.get(cause.column) ?? new Set([cause.column])).add(effect.column))
        continue
      }
      // Of two levels each, both directions say the same.
      if (cause.levels === 2 && effect.levels === 2 && !cause.isGap && !effect.isGap && 2 * cause.count > cause.rows.length) continue
      const chance = effect.count / effect.rows.length
      candidates.push({
        rule: `${cause.text} implies ${effect.text}`,
        kind: cause.isGap && effect.isGap ? 'gap' : 'implication',
        chance,
        support: cause.count,
      })
    }
  }
  return { candidates: [...candidates, ...togetherRules(together, signs)], tried }
}

function togetherRules(together: ReadonlyMap<string, ReadonlySet<string>>, signs: readonly Sign[]): CandidateRule[] {
  const seen = new Set<string>()
  return [...together].flatMap(([column, others]): CandidateRule[] => {
    if (seen.has(column)) return []
    for (const other of others) seen.add(other)
    const { count, rows } = signs.find((sign) => sign.isGap && sign.column === column) as Sign
    const share = count / rows.length
    return [
      {
        rule: `together(${[...others].map(formatColumn).join(', ')})`,
        kind: 'gap',
        chance: share ** 2 + (1 - share) ** 2,
        support: rows.length,
      },
    ]
  })
}

/** Most columns of zeros and ones, and largest group, that is looked for. */
const mostFlags = 40

/** Columns of which exactly one is on in each row. */
export function findOneHot({ table, schema }: SearchedTable): Search {
  const flags = table.columns.flatMap((column) => {
    const own = schema.columns.find(({ name }) => name === column.name)
    const on = isNumberColumn(column)
      ? column.values.every((value) => value === 0 || value === 1) && Uint8Array.from(column.values)
      : own?.kind === 'boolean' && !column.values.includes(-1) && Uint8Array.from(column.values)
    return on !== false && on !== undefined && on.includes(1) && on.includes(0) ? [{ name: column.name, on }] : []
  })
  const left = flags.slice(0, mostFlags)
  const candidates: CandidateRule[] = []
  let tried = 0
  while (left.length > 1) {
    const [first] = left.splice(0, 1)
    const group = [first]
    const sum = Uint8Array.from(group[0]?.on ?? [])
    for (const other of left) {
      tried++
      if (sum.some((count, row) => count > 0 && other.on[row] === 1)) continue
      for (let row = 0; row < sum.length; row++) sum[row] += other.on[row]
      group.push(other)
    }
    if (group.length < 2 || sum.some((count) => count !== 1)) continue
    for (const member of group) if (left.includes(member)) left.splice(left.indexOf(member), 1)
    candidates.push({
      rule: `oneHot(${group.map(({ name }) => formatColumn(name)).join(', ')})`,
      kind: 'one-hot',
      chance: chanceOfOne(group),
      support: table.rows,
    })
  }
  return { candidates, tried }
}

/** How often exactly one of independent columns is on. */
function chanceOfOne(group: readonly { readonly on: Uint8Array }[]): number {
  const shares = group.map(({ on }) => on.reduce((sum, mark) => sum + mark, 0) / on.length)
  return shares.reduce((sum, share, i) => sum + shares.reduce((product, other, j) => product * (i === j ? share : 1 - other), 1), 0)
}
