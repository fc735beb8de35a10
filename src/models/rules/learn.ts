import { compileRule } from '../../constraints/rules/broken.js'
import { contradictionIn } from '../../constraints/rules/contradictions.js'
import { asLines, parseRules, type Rule } from '../../constraints/rules/rule.js'
import { ConstraintError, joinProblems, PrivacyError } from '../../errors.js'
import type { Dependency, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { observedRelations } from '../relations/encode.js'
import type { FittedModel, Synthesizer } from '../synthesizer.js'
import { withRuleTies } from './plan.js'
import { refuseUnkeepable, rememberedCombinations, rulesOfSchema, textOf } from './rules-of.js'

/** The schema with further rules. Throws where one is wrong, where some contradict each other, and where the model's rows can't be held to one. */
export function withRules(schema: Schema, texts: readonly string[], synthesizer: Synthesizer, isPrivate = false): Schema {
  if (texts.length === 0 && !schema.rules) return schema
  parseRules(asLines(texts), schema)
  const known = new Set((schema.rules ?? []).map(textOf))
  const ruled = { ...schema, rules: [...(schema.rules ?? []), ...new Set(texts.filter((text) => !known.has(text)))] }
  const rules = rulesOfSchema(ruled)
  if (isPrivate) refuseReadOffRows(ruled)
  refuseUnkeepable(rules, schema, synthesizer)
  refuseContradictions(rules, schema)
  return ruled
}

function refuseContradictions(rules: readonly Rule[], schema: Schema): void {
  const contradiction = contradictionIn(rules, schema)
  if (!contradiction) return
  const [only, ...others] = contradiction
  throw new ConstraintError(
    'rules',
    others.length === 0
      ? `no row satisfies ${only?.text}; change it`
      : `no row satisfies all of these, and each fewer could be; leave one out:\n  ${contradiction.map(({ text }) => text).join('\n  ')}`,
  )
}

/** What the rows say about the rules of a schema. */
interface LearnedRules {
  readonly schema: Schema
  /** What follows from what because a rule says so. */
  readonly demanded: readonly Dependency[]
  readonly combinations: FittedModel['combinations']
}

/** Rows that are named of a rule that they break. */
const mostNamed = 10

/** The schema with what rules make of its columns, unless rows are copied. Says which rows break which rules, and, with `keepRate`, notes in the schema how often: synthetic rows may, too. */
export function learnRules(
  table: Table,
  schema: Schema,
  { keepRate, copies, note }: { readonly keepRate: boolean; readonly copies: boolean; readonly note?: (sentence: string) => void },
): LearnedRules {
  const rules = rulesOfSchema(schema)
  const noted = (schema.rules ?? []).map((given, i) => {
    const broken = compileRule(rules[i], schema)(table)
    const rows = [...broken.keys()].filter((row) => broken[row] === 1)
    if (rows.length === 0) return given
    const named = rows
      .slice(0, mostNamed)
      .map((row) => (row + 1).toLocaleString('en'))
      .join(', ')
    const share = rows.length / table.rows
    note?.(
      `${textOf(given)} is broken by ${rows.length.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows, and by ${keepRate ? 'as many' : 'no'} synthetic ones: row${rows.length === 1 ? '' : 's'} ${named}${rows.length > mostNamed ? ' ...' : ''}`,
    )
    return keepRate && share <= 0.5 && !rules[i]?.isWide ? { rule: textOf(given), broken: share } : given
  })
  const strict = rules.filter(({ isWide }, i) => isWide || typeof noted[i] === 'string')
  const ruled = { ...schema, rules: noted }
  return {
    schema: copies ? ruled : withRuleTies(observedRelations(ruled, table), strict, table),
    demanded: demandedBy(strict),
    combinations: rememberedCombinations(strict, table),
  }
}

function demandedBy(rules: readonly Rule[]): Dependency[] {
  return rules.flatMap(({ rows }) => (rows?.name === 'determines' ? [{ from: rows.columns[0], to: rows.columns[1] }] : []))
}

/** Throws a PrivacyError for rules that only the rows could tell more of: a private fit takes rules that are public, and reads none off the rows. */
function refuseReadOffRows(schema: Schema): void {
  const problems = [
    ...rulesOfSchema(schema).flatMap(({ text, rows }) =>
      rows?.name === 'combinations' || rows?.name === 'determines'
        ? [`${text}: which values go together is read off the rows; say it with implies, or leave it out`]
        : [],
    ),
    ...(schema.rules ?? []).flatMap((rule) =>
      typeof rule === 'object' ? [`${rule.rule}: how often rows break it was read off them; leave "broken" out`] : [],
    ),
  ]
  if (problems.length > 0) throw new PrivacyError('rules', joinProblems(problems))
}
