import { type Combinations, combinationsIn, partnersIn } from '../../constraints/rules/broken.js'
import { asLines, parseRules, type Rule, type RuleLine } from '../../constraints/rules/rule.js'
import { FitError, joinProblems } from '../../errors.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import { isModelled, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { FittedModel, Synthesizer } from '../synthesizer.js'

/** A rule of a schema. */
export type SchemaRule = NonNullable<Schema['rules']>[number]

export function textOf(rule: SchemaRule): string {
  return typeof rule === 'string' ? rule : rule.rule
}

/** The rules of a model's schema. */
export function rulesOfSchema(schema: Schema): Rule[] {
  return parseRules(schemaLines(schema), schema)
}

export function schemaLines({ rules = [] }: Schema): RuleLine[] {
  return asLines(rules.map(textOf), 'schema: rules')
}

/** What of the rows a model has to remember to keep rules about combinations: for each such rule, those that may occur. */
export function rememberedCombinations(rules: readonly Rule[], table: Table): FittedModel['combinations'] {
  const found = rules.flatMap(({ text, rows }) => {
    if (rows?.name === 'combinations') return [{ rule: text, values: [...combinationsIn(table, rows.columns)] }]
    if (rows?.name === 'determines') return [{ rule: text, values: [...partnersIn(table, rows.columns)] }]
    return []
  })
  return found.length > 0 ? found : undefined
}

export function combinationsOf({ combinations = [] }: FittedModel): Map<string, Combinations> {
  return new Map(combinations.map(({ rule, values }) => [rule, new Set(values)]))
}

/** Whether a key that is made anew sees to it that no combination comes twice. */
export function isUniqueByKey({ rows }: Rule, schema: Schema): boolean {
  return rows?.name === 'unique' && rows.columns.some((name) => schemaColumn(schema, name).role === 'key')
}

/** Throws a FitError that lists the rules that rows of this kind of model can't be held to, each with what to do instead. */
export function refuseUnkeepable(rules: readonly Rule[], schema: Schema, { name, unit }: Pick<Synthesizer, 'name' | 'unit'>): void {
  const problems = rules.flatMap((rule) => {
    if (isUniqueByKey(rule, schema)) return []
    const problem = unkeepable(rule, schema, unit)
    return problem === null ? [] : [`${rule.text}: ${problem}`]
  })
  if (problems.length > 0) throw new FitError(`rules of ${name}`, joinProblems(problems))
}

function unkeepable({ columns, rows, isWide }: Rule, schema: Schema, unit: Synthesizer['unit']): string | null {
  const key = sequenceKeyOf(schema)?.name
  const isInSequences = unit === 'sequence' && key !== undefined
  const isLaw = rows?.name === 'determines' || rows?.name === 'combinations'
  if (rows?.name === 'unique' && !(isInSequences && rows.columns.includes(key))) {
    return 'rows are made block by block, and no block knows the others, so that nothing but a key can be unique; make one of the columns a key (--key), or leave the rule out'
  }
  if (isWide && !isLaw && rows?.name !== 'unique' && !isInSequences) {
    return 'is about sequences of rows, and this model draws single rows; fit markov-chain with --key and --order, or leave the rule out'
  }
  const anew = columns.find((name) => !isModelled(schemaColumn(schema, name)) && name !== key)
  return anew === undefined
    ? null
    : `${anew} is made anew for every row (${schemaColumn(schema, anew).kind}), so that no rule but unique(...) of a key can be set on it; leave it out, or make it categorical`
}
