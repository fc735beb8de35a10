import exp from '@stdlib/math-base-special-exp'
import { compilePredicate } from '../../../constraints/compile.js'
import { toEvidence } from '../../../constraints/domains/evidence.js'
import { columnsOf, type Expression } from '../../../constraints/language/expression.js'
import { ConstraintError } from '../../../errors.js'
import { loadedModel } from '../../../models/loaded.js'
import { onDrawnColumns } from '../../../models/relations/active.js'
import type { Demands } from '../../../models/rules/acceptance.js'
import { conditionsOnSources } from '../../../models/shell/derive.js'
import { isMadeAnew, modelledSchema } from '../../../models/shell/layout.js'
import { learnedUnits, type RowLaw } from '../../../models/shell/sample.js'
import type { Conditioned, Evidence, FittedModel, Synthesizer } from '../../../models/synthesizer.js'
import { createRng } from '../../../random/rng.js'
import { type PartsGiven, partsGiven } from './computed.js'
import { keepRules, refuseFruitless } from './kept-rules.js'

interface ConditionedLaw {
  readonly law: RowLaw
  /** How the condition is met, and how rules are kept, a sentence each. */
  readonly notes: readonly string[]
  /** How the condition is met where it is only approximately. */
  readonly approximation: string | null
}

/** Rows drawn again are as good as conditioned ones, and better where conditioning is approximate, if at least so many of them are kept. */
const cheapToDrawAgain = 0.02

/**
 * The model's law given a condition, and given that another one doesn't hold. What the model can condition on exactly goes into its state; the rest, and
 * whatever rounding might break, is met by drawing again. `exact`: also where the model could only approximate what few enough rows have.
 */
export function lawGiven(
  model: FittedModel,
  { rules, own, ...conditions }: Omit<Demands, 'model'>,
  options: { readonly exact?: boolean } = {},
): ConditionedLaw {
  const { law, note, evidence, exact } = conditionedLaw(model, conditions, options)
  const kept = keepRules({ ...law, rules, own }, model, evidence)
  if ((law.where || law.unless) && (options.exact || kept.rules.length > 0))
    refuseFruitless(kept.law, model, options.exact ? 'share' : 'where')
  return { law: kept.law, notes: [note, kept.note].filter((sentence) => sentence !== null), approximation: exact ? null : note }
}

interface LawOfEvidence {
  readonly law: RowLaw
  readonly note: string | null
  /** Whether rows follow the model's law given the condition exactly. */
  readonly exact: boolean
  /** What the state of the law is conditioned on. */
  readonly evidence: Evidence
}

function conditionedLaw(
  model: FittedModel,
  { where, unless }: Pick<RowLaw, 'where' | 'unless'>,
  { exact = false }: { readonly exact?: boolean },
): LawOfEvidence {
  for (const condition of [where, unless]) {
    for (const column of condition ? columnsOf(condition) : []) refuseMadeAnew(model, column)
  }
  if (!where) return { law: { model, unless }, note: null, exact: true, evidence: [] }
  const { evidence: known, rest } = toEvidence(where, model.schema)
  const sources = conditionsOnSources(known, model.derivations)
  const evidence = onDrawnColumns(sources, model.schema)
  const synthesizer = loadedModel(model.model)
  const again: LawOfEvidence = {
    evidence: [],
    exact: true,
    law: { model, where, unless },
    note: `rows are drawn until they satisfy the condition: ${model.model} can't be conditioned on it`,
  }
  const direct =
    synthesizer.condition && evidence.length > 0
      ? directLaw(again, { evidence, isRest: rest !== null || evidence.length < sources.length, exact })
      : again
  const computed = sources.filter((condition) => !evidence.includes(condition))
  if (computed.length === 0 || isCheap(direct.law, where)) return direct
  const given = partsGiven(model, computed, evidence)
  return given && (given.exact || !exact) ? lawOfParts(again.law, given, evidence) : direct
}

/** The law whose state is conditioned on what the model draws itself. */
function directLaw(
  again: LawOfEvidence,
  { evidence, isRest, exact }: Pick<LawOfEvidence, 'evidence' | 'exact'> & { readonly isRest: boolean },
): LawOfEvidence {
  const { model } = again.law
  const { condition, unit } = loadedModel(model.model)
  const conditioned = condition?.(model.state, modelledSchema(model.schema, model.derivations, unit), evidence)
  if (!conditioned) return again
  if (exact && !conditioned.exact && exp(conditioned.logProbability) >= cheapToDrawAgain) {
    return { ...again, note: 'rows are drawn until they satisfy the condition, which is exact' }
  }
  return {
    evidence,
    exact: conditioned.exact,
    law: { ...again.law, model: { ...model, state: conditioned.state } },
    note: noteOf(conditioned, unit, isRest),
  }
}

const trialUnits = 2048
const trialStream = -21

/** Whether enough rows of a law satisfy the condition for them to be drawn again. */
function isCheap(law: RowLaw, where: Expression): boolean {
  const { table } = learnedUnits(law, createRng(1, trialStream), trialUnits)
  const satisfied = compilePredicate(where, law.model.schema)(table).reduce((sum, own) => sum + own, 0)
  return satisfied >= cheapToDrawAgain * table.rows
}

/** Rows of the parts that computed columns leave, drawn again until they satisfy the condition. */
function lawOfParts(law: RowLaw, { parts, exact, columns }: PartsGiven, evidence: Evidence): LawOfEvidence {
  const drawn = { ...law, parts }
  refuseFruitless(drawn, law.model, 'where')
  return {
    law: drawn,
    exact,
    evidence,
    note: `conditioned ${exact ? 'exactly' : 'approximately'} on what a computed column is made of (${columns.join(', ')}), in ${parts.length.toLocaleString('en')} parts; rows are drawn again until they satisfy the condition`,
  }
}

function noteOf({ exact, logProbability, worth = 1, again = [] }: Conditioned, unit: Synthesizer['unit'], isRest: boolean): string {
  const units = `${again.length > 0 ? 'first row' : unit}s`
  const share = `; the model expects it of ${shareInWords(logProbability, units)}`
  const where = again.length > 0 ? ' in first rows' : ''
  const how = exact
    ? `conditioned exactly${where}`
    : `conditioned approximately${where}, 1,000 ${units} being worth about ${Math.round(1000 * worth)} independent ones`
  if (again.length > 0) return `${how}${share}; sequences are drawn again until ${again.join(', ')} satisfies it in every row`
  return isRest ? `${how} on the part that concerns single columns${share}; the rest is met by drawing again` : `${how}${share}`
}

function shareInWords(logProbability: number, units: string): string {
  const one = exp(-logProbability)
  return one < 20 ? `${(100 / one).toFixed(0)} % of the ${units}` : `one ${units.slice(0, -1)} in ${Math.round(one).toLocaleString('en')}`
}

function refuseMadeAnew({ schema }: FittedModel, name: string): void {
  const column = schema.columns.find((column) => column.name === name)
  if (column && isMadeAnew(column))
    throw new ConstraintError(name, `is made anew for every row (${column.kind}), so no condition can be set on it; leave it out`)
}
