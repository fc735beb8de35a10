import Papa from 'papaparse'
import { call, type Expression } from '../../../constraints/language/expression.js'
import { ConstraintError, InputError } from '../../../errors.js'
import type { Schema } from '../../../table/schema.js'
import { columnNamed, conditionOf, type Group, type Key } from './groups.js'

/** Shares of the levels of one column, or of pairs of levels of two. */
export interface Margin {
  readonly columns: readonly string[]
  /** Levels (or ranges, as in shares), one per column, and the share of the rows that have them. They add up to 1. */
  readonly cells: readonly { readonly levels: readonly string[]; readonly share: number }[]
  /** Where messages say that it comes from. */
  readonly source: string
}

/** Sums that differ from 1 by less were rounded; the same for shares that two tables both give. */
const rounding = 0.005

/**
 * The margins in a CSV file. Either one table, whose header names one or two columns and then `share` or `count`; or several below each other, with the header
 * `column,level,share`, or `column,level,column2,level2,share`, the second pair empty for one column. Throws an InputError for anything else.
 */
export function parseMargins(text: string, source: string): Margin[] {
  const [header = [], ...rows] = recordsIn(text.trim().replace(/\r\n?/g, '\n'))
  const measure = header.at(-1)
  const names = header.slice(0, -1)
  const isLong = names.join() === 'column,level' || names.join() === 'column,level,column2,level2'
  if ((measure !== 'share' && measure !== 'count') || names.length === 0 || (names.length > 2 && !isLong)) {
    throw new InputError(
      source,
      `has the header ${header.join(',')}; write one or two columns and then share or count, or column,level,share, or column,level,column2,level2,share`,
    )
  }
  if (rows.length === 0) throw new InputError(source, 'has a header and no rows; give a share or a count for each level')
  const tables = new Map<string, { columns: string[]; cells: { levels: string[]; share: number }[] }>()
  rows.forEach((row, i) => {
    const value = Number(row.at(-1))
    if (row.length !== header.length || row.at(-1) === '' || !(value >= 0)) {
      throw new InputError(source, `line ${i + 2} needs ${header.length} cells, the last a number from 0 up (got ${row.join(',')})`)
    }
    const columns = isLong ? [row[0], ...(row.length > 3 && row[2] ? [row[2]] : [])] : names
    const levels = isLong ? [row[1], ...(columns.length > 1 ? [row[3]] : [])] : row.slice(0, -1)
    const key = JSON.stringify(columns)
    const table = tables.get(key) ?? { columns, cells: [] }
    table.cells.push({ levels, share: value })
    tables.set(key, table)
  })
  return [...tables.values()].map((table) => normalised({ ...table, source }, measure === 'count'))
}

/** Trimmed cells, with what stands oftenest in the first line between them; without empty lines. */
function recordsIn(text: string): string[][] {
  const [first = ''] = text.split('\n', 1)
  const [delimiter] = [',', ';', '\t', '|'].sort((a, b) => first.split(b).length - first.split(a).length)
  const { data } = new Papa.Parser({ delimiter } as Papa.ParseConfig).parse(text, 0, false) as Papa.ParseResult<string[]>
  return data.filter((row) => row.length > 1 || row[0] !== '').map((row) => row.map((cell) => cell.trim()))
}

function normalised(margin: Margin, isCount: boolean): Margin {
  const sum = margin.cells.reduce((total, { share }) => total + share, 0)
  const name = margin.columns.join(' and ')
  if (sum === 0) throw new InputError(margin.source, `has no row of ${name} above 0; give shares that add up to 1, or counts`)
  if (!isCount && Math.abs(sum - 1) > rounding) {
    throw new InputError(
      margin.source,
      `the shares of ${name} add up to ${Number(sum.toPrecision(6))}; make them 1, or call the last column count`,
    )
  }
  return { ...margin, cells: margin.cells.map(({ levels, share }) => ({ levels, share: share / sum })) }
}

/** The margins as groups of rows. Throws a ConstraintError for unknown levels, and for margins that contradict each other. */
export async function marginKeys(margins: readonly Margin[], schema: Schema): Promise<Key[]> {
  checkAgreement(margins)
  const keys: Key[] = []
  for (const { columns, cells, source } of margins) {
    const groups: Group[] = []
    for (const { levels, share } of cells) {
      const parts: Expression[] = []
      for (const [i, name] of columns.entries())
        parts.push(await inFile(source, () => conditionOf(columnNamed(name, schema, 'margins'), levels[i], schema)))
      const where = parts.length === 1 ? parts[0] : call('and', ...parts)
      groups.push({ name: columns.map((name, i) => `${name} ${levels[i]}`).join(', '), where, share })
    }
    const others = groups.map(({ where }) => where as Expression)
    const rest: Group = {
      name: `other ${columns.join(' and ')}`,
      unless: others.length === 1 ? others[0] : call('or', ...others),
      share: 0,
    }
    keys.push({ name: columns.join(' and '), groups: [...groups, rest] })
  }
  return keys
}

/** What is wrong with a level, said of the file that names it. */
async function inFile(source: string, make: () => Promise<Expression>): Promise<Expression> {
  try {
    return await make()
  } catch (error) {
    throw error instanceof ConstraintError ? new ConstraintError(source, error.problem) : error
  }
}

/** Throws where two margins give a level of one column different shares. */
function checkAgreement(margins: readonly Margin[]): void {
  const known = new Map<string, { share: number; source: string }>()
  for (const { columns, cells, source } of margins) {
    columns.forEach((column, i) => {
      const own = new Map<string, number>()
      for (const { levels, share } of cells) own.set(levels[i], (own.get(levels[i]) ?? 0) + share)
      for (const [level, share] of own) {
        const before = known.get(JSON.stringify([column, level]))
        if (before && Math.abs(before.share - share) > rounding) {
          const shares = [before, { share, source }].map((one) => `${Number(one.share.toPrecision(4))} in ${one.source}`)
          throw new ConstraintError(
            'margins',
            `contradict each other: ${column} ${level} has a share of ${shares.join(' and of ')}; give one of them`,
          )
        }
        known.set(JSON.stringify([column, level]), { share, source })
      }
    })
  }
}
