import { PrivacyError } from '../../errors.js'
import { type EvaluateOptions, evaluate } from '../../evaluate/engine/evaluate.js'
import type { Evaluation } from '../../evaluate/evaluation.js'
import { loadForRows } from '../../models/loaded-parts.js'
import { type FitOptions, fitModel, resolvedOptions } from '../../models/shell/fit.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { createRng } from '../../random/rng.js'
import { randomOrder } from '../../random/shuffle.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { ReportedRule } from '../jobs/rules/report-rules.js'
import { sampleTable } from '../jobs/sample.js'
import type { Audit } from './audit.js'
import { measureNearness } from './closeness.js'

/** Below this many rows a part of them says nothing, and the evaluation falls back to the rows that the model saw. */
const leastRows = 100
/** From so many rows on half of them is kept aside: a model loses little by that, and a classifier learns the more. */
const enoughForHalf = 4000

/** What is judged unless somebody chooses: all that counts, groups too, rules, triples, and a classifier, which takes a few seconds more. */
const judgedAlways = ['fast', 'missing-dependence', 'pair-rules', 'subgroups', 'group-ranges', 'triples', 'near-copies', 'c2st']
/** And each column given all others, everywhere and within groups, where that is as quick: work in rows times pairs of columns, at most. */
const judgedIfQuick = ['conditional-skill', 'conditional-agreement', 'group-effects']
const quickWork = 2.5e6
const conditionalRows = 5000

/** An evaluation against rows that were kept aside, and how near the judged rows come to those that were learned. */
export interface HoldoutEvaluation {
  readonly evaluation: Evaluation
  /** What was compared with what, and how small a fault would go unseen. */
  readonly note: string
  /** How near rows come to those that their model saw: as the audit found, or by the judged rows; null without a holdout. */
  readonly nearness: ReturnType<typeof measureNearness>
  /** How the rules were kept, and how often all real rows and the judged ones break them. */
  readonly rules: readonly ReportedRule[]
}

const splitStream = -3

/** The table in two parts at random: the rows to learn from, and a half that is kept aside; a third of few rows. */
export function splitHoldout(table: Table, seed: number): { training: Table; holdout: Table; trainingRows: ArrayLike<number> } {
  const rng = createRng(seed, splitStream)
  const order = randomOrder(table.rows, rng)
  const held = Math.floor(table.rows / (table.rows >= enoughForHalf ? 2 : 3))
  const trainingRows = order.subarray(held).sort()
  return { holdout: table.take(order.subarray(0, held).sort()), training: table.take(trainingRows), trainingRows }
}

/**
 * How good the model is on this table: fitted to one part of the rows and judged against the other, which it never saw. The rows that a user
 * gets come from another fit, to all rows. Unless metrics are chosen they are those that fit in about ten seconds. With an audit of the same
 * model nearness is what that found, which may be of more halves, and is not measured a second time with another result.
 */
export async function evaluateByHoldout(
  table: Table,
  schema: Schema,
  { progress, audit, ...options }: FitOptions & Pick<EvaluateOptions, 'metrics'> & { readonly audit?: Audit } = {},
): Promise<HoldoutEvaluation> {
  if (options.privacy)
    throw new PrivacyError('evaluation', 'fits to a part of the rows, which no budget covers; evaluate the rows of the private model')
  const { seed = 1, signal, pool } = options
  const { training, holdout } = table.rows < leastRows ? { training: table, holdout: undefined } : splitHoldout(table, seed)
  const { metrics = metricsFor(training, schema) } = options
  const model = await fitModel(training, schema, { ...options, options: await resolvedOptions(options, table.rows) })
  const synthetic = await sampleTable(model, training.rows, { seed, pool, signal })
  const real = holdout ? { training, holdout } : { training }
  const evaluation = await evaluate({ ...real, synthetic }, { schema, seed, metrics, pool, signal, progress, maker: model.model })
  const rules = model.schema.rules ? await rulesOf(model, table, synthetic) : []
  const nearness = audit ? { ...audit, rows: audit.holdout } : measureNearness(real, synthetic, schema, seed)
  return { evaluation, note: noteOn(table, evaluation), nearness, rules }
}

async function rulesOf(model: FittedModel, table: Table, synthetic: Table): Promise<ReportedRule[]> {
  const [{ rulesKeptBy }, { reportRules }] = await Promise.all([
    import('../jobs/rules/kept-rules.js'),
    import('../jobs/rules/report-rules.js'),
    loadForRows(model, 'questions'),
  ])
  return reportRules(model.schema, table, [synthetic], rulesKeptBy(model))
}

function metricsFor({ rows }: Table, schema: Schema): string[] {
  const columns = schema.columns.filter(isModelled).length
  return Math.min(rows, conditionalRows) * columns ** 2 <= quickWork ? [...judgedAlways, ...judgedIfQuick] : judgedAlways
}

function noteOn(table: Table, { rows, scores }: Evaluation): string {
  const count = (rows: number): string => rows.toLocaleString('en')
  if (rows.holdout === null)
    return `With ${count(table.rows)} rows there are too few to keep some aside: the synthetic rows are compared with the rows that the model saw, which flatters them.`
  const share = Math.round((100 * rows.training) / table.rows)
  const compared = scores.find(({ metric, value }) => metric === 'c2st' && value !== null)?.rows
  const unseen =
    compared === undefined
      ? ''
      : ` A fault that a classifier finds in ${count(compared)} rows of each with an area under the curve below ${leastArea(compared).toFixed(2)} would go unseen here.`
  return `Judged with a model fitted to ${count(rows.training)} rows (${share} %), against the ${count(rows.holdout)} rows it never saw; the delivered rows come from a second fit, to all ${count(table.rows)} rows.${unseen}`
}

/**
 * The least area under the curve that is found in 80 of 100 cases with so many rows of either sort, tested at 5 %: 2.8 standard errors above one half.
 * Two thirds of the rows are scored by what was learned from those before.
 * @see Mann and Whitney, 1947, On a test of whether one of two random variables is stochastically larger than the other
 */
function leastArea(rows: number): number {
  return Math.min(1, 0.5 + 2.8 / Math.sqrt(6 * (2 / 3) * rows))
}
