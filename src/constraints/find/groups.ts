import { createRng } from '../../random/rng.js'
import { shuffle } from '../../random/shuffle.js'
import { formatColumn } from '../language/expression.js'
import { usualRows } from '../rules/usual-rows.js'
import { type CandidateRule, type Equated, leastShare, type Search, type SearchedTable } from './candidate.js'
import { codedColumns, type RankedColumn } from './columns.js'

/** How often a value comes back on average in a column that others follow from. */
const rowsPerValue = 5
const mostColumns = 60
const shuffleStream = -23

function named({ column }: RankedColumn): string {
  return formatColumn(column.name)
}

function isKeyLike({ schema, counts, present }: RankedColumn): boolean {
  return schema.role === 'key' || counts.length === present
}

export interface Dependences extends Search {
  follows(from: string, to: string): boolean
}

/** Columns that another one determines, and pairs of which few combinations occur. */
export function findDependences(field: SearchedTable, equated: Equated): Dependences {
  const { rows } = field.table
  const columns = codedColumns(field)
    .filter(({ counts }) => counts.length > 1 && counts.length * rowsPerValue <= rows)
    .slice(0, mostColumns)
  const found: { from: string; to: string; candidate: CandidateRule }[] = []
  const pairs: CandidateRule[] = []
  let tried = 0
  for (const from of columns) {
    for (const to of columns) {
      if (from === to || equated(from.column.name, to.column.name)) continue
      tried++
      const agreement = agreementOf(from, to, rows)
      if (agreement < leastShare) continue
      const chance = agreementOf(from, shuffled(to), rows)
      found.push({
        from: from.column.name,
        to: to.column.name,
        candidate: { rule: `determines(${named(from)}, ${named(to)})`, kind: 'dependence', chance, support: from.present },
      })
    }
  }
  const follows = (from: string, to: string): boolean => found.some((known) => known.from === from && known.to === to)
  for (const [i, a] of columns.entries()) {
    for (const b of columns.slice(i + 1)) {
      if (equated(a.column.name, b.column.name) || follows(a.column.name, b.column.name) || follows(b.column.name, a.column.name)) continue
      tried++
      const own = combinations(a, b, rows)
      // What came once could be followed by what never came.
      if (own.once > (1 - leastShare) * rows || own.shares > 0.5) continue
      pairs.push({ rule: `combinations(${named(a)}, ${named(b)})`, kind: 'dependence', chance: own.shares, support: rows })
    }
  }
  const isImplied = ({ from, to }: (typeof found)[number]): boolean =>
    found.some((first) => first.from === from && first.to !== to && !follows(first.to, from) && follows(first.to, to))
  return { candidates: [...found.filter((known) => !isImplied(known)).map(({ candidate }) => candidate), ...pairs], tried, follows }
}

/** The share of rows with the value that is usual for the value of another column. */
function agreementOf(from: RankedColumn, to: RankedColumn, rows: number): number {
  const a = { ...from.column, values: from.codes } as RankedColumn['column']
  const b = { ...to.column, values: to.codes } as RankedColumn['column']
  const usual = usualRows(a, b, rows)
  let agreeing = 0
  for (let row = 0; row < rows; row++) {
    if (from.codes[row] < 0 || to.codes[usual.get(from.codes[row]) as number] === to.codes[row]) agreeing++
  }
  return agreeing / rows
}

function shuffled(coded: RankedColumn): RankedColumn {
  const rng = createRng(1, shuffleStream)
  const codes = coded.codes.slice()
  shuffle(codes, rng)
  return { ...coded, codes }
}

/** The share of rows that independent columns would have in the combinations that occur, and the combinations that came once. */
function combinations(a: RankedColumn, b: RankedColumn, rows: number): { readonly shares: number; readonly once: number } {
  const counts = new Map<number, number>()
  const width = b.counts.length + 1
  for (let row = 0; row < rows; row++) {
    const key = (a.codes[row] + 1) * width + b.codes[row] + 1
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const shareOf = ({ counts: own, present }: RankedColumn, code: number): number => (code === 0 ? rows - present : own[code - 1]) / rows
  let [shares, once] = [0, 0]
  for (const [key, count] of counts) {
    shares += shareOf(a, Math.floor(key / width)) * shareOf(b, key % width)
    if (count === 1) once++
  }
  return { shares, once }
}

/** 1 / e: how probable it is that what is expected once doesn't happen. */
const oneInE = 0.36787944117144233
/** Most columns whose pairs are looked at. */
const mostUnique = 25

/** Columns without repeated values, and pairs of columns that repeat by themselves but not together. */
export function findUnique(field: SearchedTable): Search {
  const { rows } = field.table
  const columns = codedColumns(field).filter(({ schema }) => schema.kind !== 'text')
  // Measured numbers hardly ever repeat: that is no rule.
  const single = columns.filter(
    (own) => own.present === rows && isKeyLike(own) && (own.schema.kind === 'id' || own.schema.kind === 'integer'),
  )
  const candidates = single.map((own): CandidateRule => ({ rule: `unique(${named(own)})`, kind: 'unique', chance: 0.5, support: rows }))
  const others = columns
    .filter((own) => own.counts.length > 1 && own.counts.length < 0.9 * own.present && own.schema.kind !== 'numeric')
    .slice(0, mostUnique)
  let tried = columns.length
  for (const [i, a] of others.entries()) {
    for (const b of others.slice(i + 1)) {
      tried++
      const seen = new Set<number>()
      let repeated = false
      for (let row = 0; row < rows && !repeated; row++) {
        const key = a.codes[row] * b.counts.length + b.codes[row]
        repeated = seen.has(key)
        seen.add(key)
      }
      if (repeated) continue
      const alike = ({ counts }: RankedColumn): number => counts.reduce((sum, count) => sum + (count / rows) ** 2, 0)
      const expected = ((rows * (rows - 1)) / 2) * alike(a) * alike(b)
      // As many pairs of rows as would be alike by chance, and each is not: as a coin that never shows heads.
      candidates.push({ rule: `unique(${named(a)}, ${named(b)})`, kind: 'unique', chance: oneInE, support: Math.floor(expected) })
    }
  }
  return { candidates, tried }
}
