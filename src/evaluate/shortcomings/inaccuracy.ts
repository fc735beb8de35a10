import { sameShareAbove } from '../../stats/tests/homogeneity.js'
import { holm } from '../../stats/tests/intervals.js'
import type { ScoredEvaluation } from '../evaluation.js'
import {
  type Blamed,
  conclude,
  familyAlarms,
  leastBroken,
  listWords,
  type Named,
  percent,
  type ShortcomingFinder,
  type Sign,
  unscored,
  worseDetails,
} from './finding.js'

const wording = {
  kind: 'inaccuracy',
  title: 'Inaccuracy',
  found: 'Some values, combinations or relations are wrong:',
  none: 'Values, combinations of two columns and the relations of each column to all others are as right as those of other real rows.',
} as const

/** Impossible values, broken rules, wrong combinations, and columns that no longer follow from the others as they should. */
export const inaccuracy: ShortcomingFinder = (evaluation, named) => {
  const repeated = [
    ...worded(evaluation, 'repeats', 'of the rows are repeated'),
    ...worded(evaluation, 'near-copies', 'of the rows are nearly'),
  ]
  const reasons = otherReasons(evaluation)
  const signs = [
    ...repeated,
    ...worded(evaluation, 'marginal-adherence', 'of its values occur in no real row, or lie outside their range'),
    ...otherwiseWritten(evaluation),
    ...worded(evaluation, 'survival-curves', 'of the rows have the event at another time'),
    ...brokenRules(evaluation),
    ...impossiblePairs(named),
    ...reasons.map(({ sign }) => sign),
    ...wrongPairs(named, reasons),
    // A row that comes again and again is of many groups and triples, and spoils them all.
    ...(repeated.length > 0
      ? []
      : [
          ...lostGroups(evaluation, named, reasons),
          ...wrongTriples(named, reasons),
          ...groupRanges(evaluation, named),
          ...lostEffects(evaluation, named),
        ]),
    ...lostConditionals(evaluation, named),
  ]
  return conclude(wording, signs, unscored(evaluation, ['marginal-adherence', 'pair-contingency']))
}

/** Details whose score is a share of rows that are right: what is wrong in the metric's own words, or in these. */
function worded(evaluation: ScoredEvaluation, metric: string, otherwise: string): Sign[] {
  const level = evaluation.scores.find((score) => score.metric === metric)?.level ?? 'marginal'
  return worseDetails(evaluation, metric, leastBroken).map(({ columns, value, size, words }): Sign => {
    const named = columns.length === 0 ? '' : `${columns.join(' and ')}: `
    return { level, columns, size, text: `${named}${words ?? `${percent(1 - (value ?? 0))} ${otherwise}`}` }
  })
}

/** Cells that are written otherwise than real ones, by more than chance; programs that read texts take them for other values. */
function otherwiseWritten({ writing }: ScoredEvaluation): Sign[] {
  const adjusted = holm(
    writing.map(({ real, synthetic }) => sameShareAbove(real.otherwise, real.cells, synthetic.otherwise, synthetic.cells)),
  )
  return writing.flatMap(({ column, real, synthetic, example }, i): Sign[] => {
    const size = synthetic.otherwise / synthetic.cells - (real.cells === 0 ? 0 : real.otherwise / real.cells)
    if (adjusted[i] >= familyAlarms || size <= 0 || example === null) return []
    const what = example.wanted === null ? `${example.got}, which has none of its forms` : `${example.got} for ${example.wanted}`
    const text = `${column}: ${percent(synthetic.otherwise / synthetic.cells)} of its cells are written otherwise than real ones, such as ${what}`
    return [{ level: 'marginal', columns: [column], size, text }]
  })
}

function brokenRules(evaluation: ScoredEvaluation): Sign[] {
  return worseDetails(evaluation, 'pair-rules', 0).flatMap(({ columns, part, real = 0, synthetic = 0 }): Sign[] => {
    if (synthetic <= real + leastBroken) return []
    const text = `${columns.join(' and ')}: that ${part} is broken by ${percent(synthetic)} of the synthetic rows and ${percent(real)} of the real ones`
    return [{ level: 'pairwise', columns, size: synthetic - real, text }]
  })
}

/** Of rows that lack a value, those that would have to lack it in another group. */
const leastMoved = 0.1

/** That a column is missing for another reason than it really is, and on which columns that no longer, newly or otherwise depends. */
interface Reason {
  readonly sign: Sign
  readonly others: readonly string[]
}

/** Columns that are missing for other reasons than they really are: for each the surest reason, and what goes along with it. */
function otherReasons(evaluation: ScoredEvaluation): Reason[] {
  const found = new Map<string, ReturnType<typeof worseDetails>>()
  for (const detail of worseDetails(evaluation, 'missing-dependence', leastMoved)) {
    if (detail.columns.length < 2) continue
    const [name] = detail.columns as [string]
    found.set(name, [...(found.get(name) ?? []), detail])
  }
  return [...found].map(([name, details]) => {
    const [surest, ...rest] = details.sort((a, b) => (a.p ?? 1) - (b.p ?? 1) || b.size - a.size)
    const share = evaluation.columns.find((column) => column.name === name)?.missing.synthetic ?? 1
    const others = rest.map(({ columns }) => columns[1] as string)
    const more = others.length === 0 ? '' : `; the same of ${listWords(others)}`
    const sign: Sign = { level: 'missingness', columns: [name], size: surest.size * share, text: `${name}: ${surest.words}${more}` }
    return { sign, others: [surest.columns[1] as string, ...others] }
  })
}

/** Whether that a column is missing for another reason is all that is wrong with it and this one, by so much. */
function isReason(reasons: readonly Reason[], columns: readonly string[], size: number): boolean {
  return reasons.some(({ sign, others }) => {
    const [name] = sign.columns as [string]
    return size < 2 * sign.size && columns.includes(name) && columns.every((other) => other === name || others.includes(other))
  })
}

function isTold(reasons: readonly Reason[], name: string): boolean {
  return reasons.some(({ sign }) => sign.columns.includes(name))
}

/** Pairs whose association is off, told together where one column is at fault in several; not again that a value is missing for another reason. */
function wrongPairs({ pairs, associations }: Named, reasons: readonly Reason[]): Sign[] {
  const weaker = new Set(
    associations
      .filter(({ detail: { real = 0, synthetic = 0 } }) => Math.abs(real) > Math.abs(synthetic))
      .map(({ detail }) => JSON.stringify(detail.columns)),
  )
  // Those are told as over-smoothing.
  const open = pairs.filter(({ detail: { columns, size } }) => !weaker.has(JSON.stringify(columns)) && !isReason(reasons, columns, size))
  return toldTogether(open, (blamed, others) => {
    const share = percent(1 - (blamed.detail.value ?? 0))
    const rest = others.length > 1 ? `, most of all ${others[0]}` : ''
    const go = blamed.guilty.length > 1 ? 'they go' : 'it goes'
    const whom = others.length === 0 ? '' : ` with ${listWords(others)}${rest}`
    return `${go} along otherwise${whom}: ${share} of the rows would have to change for their combinations to be as frequent as they are`
  }).map((sign) => ({ ...sign, level: 'pairwise' }))
}

function impossiblePairs({ impossible }: Named): Sign[] {
  return toldTogether(impossible, ({ detail }, others) => {
    const share = percent(1 - (detail.value ?? 0))
    return `${withWords(others)}${share} of the rows combine values that no real row combines, though both are common`
  }).map((sign) => ({ ...sign, level: 'pairwise' }))
}

/** Groups of rows that are like no real group, for each only what is least alike; not of columns that are off everywhere. What is missing there is told by itself. */
function lostGroups(evaluation: ScoredEvaluation, { alone, known }: Named, reasons: readonly Reason[]): Sign[] {
  const told = new Map<string, Sign & { readonly others: Set<string> }>()
  const missing: Sign[] = []
  const everywhere = new Map(worseDetails(evaluation, 'missing-rates').map(({ columns, size }) => [columns[0], size]))
  for (const { columns, part = '', value, words } of worseDetails(evaluation, 'subgroups', leastBroken).sort(
    (a, b) => (a.p ?? 1) - (b.p ?? 1),
  )) {
    const name = columns.at(-1) as string
    const size = 1 - (value ?? 0)
    if (columns.some((column) => alone.has(column)) || (words !== undefined && isTold(reasons, name))) continue
    // That a value is missing for another reason is no matter of pairs, and told whether or not they are off; not where it is so everywhere.
    if (words !== undefined) {
      if (!missing.some((sign) => sign.columns.at(-1) === name) && size > 1.5 * (everywhere.get(name) ?? 0))
        missing.push({ level: 'missingness', columns: [...columns], size, text: `${name}, among rows with ${part}: ${words}` })
      continue
    }
    if (known(columns)) continue
    const sign = told.get(part)
    if (sign) sign.others.add(name)
    else told.set(part, { level: 'pairwise', columns: columns.slice(0, -1), size, text: part, others: new Set([name]) })
  }
  const others = [...told.values()].map(({ others, text, ...sign }) => ({
    ...sign,
    text: `rows with ${text} are not like the real ones of that group: ${listWords([...others])} ${others.size === 1 ? 'is' : 'are'} otherwise there`,
  }))
  return [...missing, ...others]
}

/** Numbers that no real row of their group has, though the column has them; for each column only the group with most of them. */
function groupRanges(evaluation: ScoredEvaluation, { alone }: Named): Sign[] {
  const told = new Map<string, Sign>()
  for (const { columns, value, words = '' } of worseDetails(evaluation, 'group-ranges', leastBroken).sort((a, b) => b.size - a.size)) {
    const name = columns.at(-1) as string
    if (columns.some((column) => alone.has(column)) || told.has(name)) continue
    told.set(name, { level: 'pairwise', columns: [...columns], size: 1 - (value ?? 0), text: `${name}: ${words}` })
  }
  return [...told.values()]
}

/** Of columns that follow otherwise in the same rows, those are named that do by at least this part of the greatest change; others lack what these told. */
const leastOfGreatest = 0.5

/**
 * Columns that follow from all others otherwise than they really do, in a group or everywhere; for each column only where it is surest. Not those that
 * are only off with a column at fault.
 */
function lostEffects(evaluation: ScoredEvaluation, { alone, known, partners }: Named): Sign[] {
  const found = worseDetails(evaluation, 'group-effects', 0).filter(
    ({ columns }) =>
      !columns.some((column) => alone.has(column)) && !(columns.length > 1 && known(columns)) && !partners.has(columns.at(-1) as string),
  )
  const change = ({ real = 0, synthetic = 0 }: { readonly real?: number; readonly synthetic?: number }) => Math.abs(real - synthetic)
  const greatest = new Map<string, number>()
  for (const { part = '', ...detail } of found) greatest.set(part, Math.max(change(detail), greatest.get(part) ?? 0))
  const told = new Map<string, Sign>()
  for (const { columns, part, size, ...detail } of found.sort((a, b) => (a.p ?? 1) - (b.p ?? 1))) {
    const name = columns.at(-1) as string
    if (told.has(name) || change(detail) < leastOfGreatest * (greatest.get(part ?? '') as number)) continue
    const { real = 0, synthetic = 0 } = detail
    const where = part === undefined ? 'in all rows' : `among rows with ${part}`
    const text = `${name}: ${where} the other columns foretell it otherwise than they really do: by them, ${pairs(synthetic)} of 100 pairs of rows stand in the right order, of real rows ${pairs(real)} (50: by chance)`
    told.set(name, { level: 'conditional', columns: [...columns], size, text })
  }
  return [...told.values()]
}

function pairs(area: number): string {
  return (100 * area).toFixed(0)
}

/** Not of a column of which it is told that it is missing for another reason: that is off with all others, three at a time, too. */
function wrongTriples({ triples }: Named, reasons: readonly Reason[]): Sign[] {
  const open = triples.filter(({ detail: { columns } }) => !columns.some((name) => isTold(reasons, name)))
  return toldTogether(open, ({ detail }, others) => {
    const share = percent(1 - (detail.value ?? 0))
    return `${withWords(others)}three at a time, combinations are not as frequent as they are, though two by two they are: ${share} of the rows would have to change`
  }).map((sign) => ({ ...sign, level: 'pairwise' }))
}

/** A sign for each column at fault, or for each set of which nobody can tell which it is; the worst of its sets in words, and who is in the others. */
function toldTogether(all: readonly Blamed[], words: (worst: Blamed, others: readonly string[]) => string): Omit<Sign, 'level'>[] {
  const byGuilty = new Map<string, Blamed[]>()
  for (const blamed of [...all].sort((a, b) => b.detail.size - a.detail.size)) {
    const key = JSON.stringify(blamed.guilty)
    byGuilty.set(key, [...(byGuilty.get(key) ?? []), blamed])
  }
  return [...byGuilty.values()].map((own) => {
    const worst = own[0]
    const { guilty } = worst
    const others = [...new Set(own.flatMap(({ detail }) => detail.columns.filter((name) => !guilty.includes(name))))]
    return { columns: guilty, size: worst.detail.size, text: `${listWords(guilty)}: ${words(worst, others)}` }
  })
}

/** `with price and weight, `; nothing where all columns are at fault together. */
function withWords(others: readonly string[]): string {
  return others.length === 0 ? '' : `with ${listWords(others)}, `
}

/** Columns that follow less from the others, but for those that only go along with a column at fault. */
function lostConditionals(evaluation: ScoredEvaluation, { partners }: Named): Sign[] {
  return worseDetails(evaluation, 'conditional-skill')
    .filter(({ columns }) => !columns.some((name) => partners.has(name)))
    .map(({ columns, value, ceiling, size }): Sign => {
      const text = `${columns[0]}: ${percent(value ?? 0)} of what the other columns tell about it is left, where other real rows keep ${percent(ceiling ?? 1)}`
      return { level: 'conditional', columns, size, text }
    })
}
