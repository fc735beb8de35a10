import type { WholeScore } from '../encode/statistics.js'
import type { Asking } from './asking.js'
import { scoreCase } from './codes.js'
import type { SqlDialect } from './dialects.js'

/** Rows whose cells are codes. */
interface CodedRows {
  readonly asking: Asking
  /** Something to select these columns from: c0, c1, ... */
  readonly within: (variables: readonly number[]) => string
  readonly rows: number
}

type Pair = readonly [number, number | null]
type Sums = ReadonlyMap<number, readonly bigint[]>

/** Sums that one query asks for at most. */
const sumsPerQuery = 300

/** The sums of `CodedStatistics`: those by several variables in one query, where that costs less. */
export async function sumsOver(
  coded: CodedRows,
  scores: readonly WholeScore[],
  pairs: readonly Pair[],
  by: readonly number[] = [],
): Promise<readonly Sums[]> {
  const { groupingSets, joins } = coded.asking.dialect
  if (by.length <= 1 || groupingSets || joins) return await sumsBySets(coded, scores, pairs, by)
  const found: Sums[] = []
  for (const variable of by) found.push(...(await sumsBySets(coded, scores, pairs, [variable])))
  return found
}

/** By grouping sets. No code is null, so that the column with a value tells the variable. */
async function sumsBySets(
  { asking, within, rows }: CodedRows,
  scores: readonly WholeScore[],
  pairs: readonly Pair[],
  by: readonly number[],
): Promise<readonly Sums[]> {
  const { dialect } = asking
  const { bigint, wide } = dialect.types
  const found = Array.from({ length: Math.max(1, by.length) }, () => new Map<number, bigint[]>())
  for (let start = 0; start < pairs.length; start += sumsPerQuery) {
    const part = pairs.slice(start, start + sumsPerQuery)
    const used = [...new Set(part.flat().filter((score) => score !== null))]
    const variables = [...new Set([...used.flatMap((score) => scores[score].map(({ variable }) => variable)), ...by])]
    const groups = by.map((variable) => `c${variable}`)
    const columns = used.map((score) => `cast(${sumOf(scores[score], dialect)} as ${bigint}) as f${score}`)
    const terms = part.map(([a, b], k) => `sum(cast(${b === null ? `f${a}` : `f${a} * f${b}`} as ${wide})) as s${k}`)
    const inner = `(select ${[...groups, ...columns].join(', ')} from ${within(variables)}${dialect.fence}) as scored`
    const sets = groups.map((group) => `(${group})`).join(', ')
    const ending = by.length === 0 ? '' : by.length === 1 ? ` group by ${groups[0]}` : ` group by grouping sets (${sets})`
    const keys = by.length === 0 ? ['0 as g'] : groups
    const answer = await asking.ask(
      `select ${[...keys, 'count(*) as n', ...terms].join(', ')} from ${inner}${ending}`,
      keys.length + 1 + part.length,
    )
    const counts = asking.counts(answer[keys.length] as unknown[])
    const codes = keys.map((_, i) => answer[i] as readonly unknown[])
    const setOf = counts.map((_, row) => codes.findIndex((own) => own[row] !== null))
    for (const [set, own] of codes.entries()) {
      const at = [...counts.keys()].filter((row) => setOf[row] === set)
      asking.checkRows(
        Float64Array.from(at, (row) => counts[row]),
        rows,
      )
      const values = asking.counts(at.map((row) => own[row]))
      for (const [k, row] of at.entries()) {
        const known = found[set].get(values[k]) ?? []
        known.push(...asking.wholes(part.map((_, j) => (answer[keys.length + 1 + j] as unknown[])[row] ?? 0)))
        found[set].set(values[k], known)
      }
    }
  }
  return found
}

function sumOf(score: WholeScore, { lookup }: SqlDialect): string {
  if (!lookup) return score.map(({ variable, values }) => scoreCase(`c${variable}`, values)).join(' + ') || '0'
  return (
    lookedUpTogether(score)
      .map((terms) => {
        const code = terms.reduce((before, { variable, values }) => {
          const own = `cast(c${variable} as int)`
          return before === '' ? own : `(${before}) * ${values.length} + ${own}`
        }, '')
        const sums = terms.reduce((before, { values }) => before.flatMap((sum) => Array.from(values, (value) => sum + value)), [0])
        return lookup(terms.length === 1 ? `c${(terms[0] as WholeScore[number]).variable}` : `(${code})`, sums)
      })
      .join(' + ') || '0'
  )
}

/** Combinations of codes that one list has at most: looking one number up costs more than working out where it stands. */
const mostTogether = 1024

/** The terms of a sum in groups, whose codes have few combinations. */
function lookedUpTogether(score: WholeScore): WholeScore[] {
  const groups: { terms: WholeScore[number][]; size: number }[] = []
  for (const term of [...score].sort((a, b) => b.values.length - a.values.length)) {
    const group = groups.find(({ size }) => size * term.values.length <= mostTogether)
    if (group) {
      group.terms.push(term)
      group.size *= term.values.length
    } else groups.push({ terms: [term], size: term.values.length })
  }
  return groups.map(({ terms }) => terms)
}
