import { compilePredicate } from '../../constraints/compile.js'
import type { Expression } from '../../constraints/language/expression.js'
import { type Breaks, compileRule } from '../../constraints/rules/broken.js'
import { asLines, parseRules, type Rule } from '../../constraints/rules/rule.js'
import type { Rng } from '../../random/rng.js'
import { toRows } from '../../table/rows.js'
import type { Table } from '../../table/table.js'
import type { FittedModel } from '../synthesizer.js'
import { combinationsOf, isUniqueByKey, rulesOfSchema } from './rules-of.js'

/** A rule in code of the user's own: never in a schema or a model file, which run nothing. */
export interface OwnRule {
  readonly name: string
  /** Whether a row may be; its cells as `toRows` writes them, without those that are made anew. */
  holds(row: Readonly<Record<string, unknown>>): boolean
}

/** All that rows are held to, besides what the model's state sees to. */
export interface Demands {
  readonly model: FittedModel
  /** Rows that don't satisfy it are drawn again. */
  readonly where?: Expression | undefined
  /** Rows that do satisfy it are drawn again. */
  readonly unless?: Expression | undefined
  /** Rules besides those of the model. */
  readonly rules?: readonly string[] | undefined
  readonly own?: readonly OwnRule[] | undefined
}

/** A rule, and how often rows may break it; 0 for never. */
export interface DemandedRule {
  readonly text: string
  readonly rule: Rule | null
  readonly breaks: Breaks
  readonly rate: number
}

/** The rules that rows are held to by drawing again. */
export function demandedRules({ model, rules = [], own = [] }: Demands): DemandedRule[] {
  const { schema } = model
  const combinations = combinationsOf(model)
  const demanded = (rule: Rule, rate: number): DemandedRule[] =>
    isUniqueByKey(rule, schema)
      ? []
      : [{ text: rule.text, rule, breaks: compileRule(rule, schema, combinations.get(rule.text)), rate: rule.isWide ? 0 : rate }]
  return [
    ...rulesOfSchema(schema).flatMap((rule, i) => demanded(rule, rateOf(schema.rules?.[i]))),
    ...parseRules(asLines(rules), schema).flatMap((rule) => demanded(rule, 0)),
    ...own.map(({ name, holds }) => ({ text: name, rule: null, rate: 0, breaks: (table: Table) => brokenByCode(table, model, holds) })),
  ]
}

function rateOf(rule: NonNullable<FittedModel['schema']['rules']>[number] | undefined): number {
  return typeof rule === 'object' ? rule.broken : 0
}

function brokenByCode(table: Table, { schema }: FittedModel, holds: OwnRule['holds']): Uint8Array {
  const known = { ...schema, columns: schema.columns.filter(({ name }) => table.has(name)) }
  return Uint8Array.from(toRows(table.select(known.columns.map(({ name }) => name)), known), (row) => (holds(row) ? 0 : 1))
}

/** Rules that rows may break, at most: each is one bit of a pattern. */
const mostKept = 30

/** Which rows are accepted. */
export interface Acceptor {
  /** For each row -1 where it may not be, or else which of the rules that rows may break it breaks: one bit each. */
  patternsOf(table: Table): Int32Array
  /** Which pattern each of so many places is for; null where there is one only. */
  wanted(places: number, rng: Rng): Int32Array | null
}

/** Null where every row is accepted. */
export function acceptorOf(demands: Demands): Acceptor | null {
  const rules = demandedRules(demands)
  const strict = rules.filter(({ rate }) => rate === 0)
  const kept = rules.filter(({ rate }) => rate > 0).slice(0, mostKept)
  const refuses = demands.unless && compilePredicate(demands.unless, demands.model.schema)
  const satisfies = demands.where && compilePredicate(demands.where, demands.model.schema)
  if (rules.length === 0 && !satisfies && !refuses) return null
  return {
    patternsOf(table) {
      const patterns = new Int32Array(table.rows)
      const accepted = satisfies?.(table)
      if (accepted) for (let row = 0; row < patterns.length; row++) if (accepted[row] === 0) patterns[row] = -1
      for (const breaks of [...(refuses ? [refuses] : []), ...strict.map((rule) => rule.breaks)]) {
        const broken = breaks(table)
        for (let row = 0; row < patterns.length; row++) if (broken[row] === 1) patterns[row] = -1
      }
      kept.forEach(({ breaks }, bit) => {
        const broken = breaks(table)
        for (let row = 0; row < patterns.length; row++) if (broken[row] === 1 && patterns[row] !== -1) patterns[row] |= 1 << bit
      })
      return patterns
    },
    wanted: (places, rng) =>
      kept.length === 0
        ? null
        : Int32Array.from({ length: places }, () =>
            kept.reduce((pattern, { rate }, bit) => pattern | (rng.uniform() < rate ? 1 << bit : 0), 0),
          ),
  }
}
