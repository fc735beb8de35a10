import { familyOf, type Metric, type MetricContext, type MetricInput, type MetricResult, metricDefaults, type Need } from '../metric.js'
import { referenceOf } from './results.js'

/** Why a metric can't be computed on these tables; undefined where it can. */
export type Refusal = (metric: Metric, input: MetricInput, context: MetricContext) => MetricResult | undefined

type Stated = 'name' | 'title' | 'plain' | 'level' | 'implies' | 'missing'

/** What a metric states of itself: what it is, and wherever it differs from `metricDefaults`. */
export interface OwnMetric extends Pick<Metric, Stated | 'compute'>, Partial<Omit<Metric, Stated | 'compute'>> {
  /** What must hold before it is computed; without, that there are rows and columns to compare, and what it `needs`. */
  readonly refused?: Refusal
}

/** The metric, with what most metrics have filled in. */
export function defineMetric({ refused = incomparable, ...own }: OwnMetric): Metric {
  const metric: Metric = {
    ...metricDefaults,
    family: familyOf(own.level),
    ...own,
    compute: (input, context) => refused(metric, input, context) ?? own.compute(input, context),
  }
  return metric
}

/** Refuses where there are no rows or columns to compare, or the metric lacks something. */
export const incomparable: Refusal = (metric, input, context) => {
  const real = metric.asGiven ? input.training : referenceOf(input)
  if (real.rows === 0) return { value: null, reason: 'There are no real rows to compare with.' }
  if (input.synthetic.rows === 0) return { value: null, reason: 'There are no synthetic rows.' }
  if (context.columns.length === 0)
    return { value: null, reason: 'There are no columns to compare: ids, keys and made-up texts are left out.' }
  const reason = unmetNeed(metric, input, context)
  return reason === undefined ? undefined : { value: null, reason }
}

/** As `incomparable`, and where there is nothing to learn from, or only one column. */
export const unpredictable: Refusal = (metric, input, context) => {
  const reason = emptiness(metric, input, context)
  return incomparable(metric, input, context) ?? (reason === undefined ? undefined : { value: null, reason })
}

function emptiness({ needs }: Metric, { training, holdout }: MetricInput, { columns }: MetricContext): string | undefined {
  if (training.rows === 0) return 'There are no training rows to compare with.'
  if (needs.includes('holdout') && holdout?.rows === 0) return 'The holdout has no rows.'
  return columns.length < 2 ? 'There is only one column, and nothing to predict it from.' : undefined
}

/** What to give where a metric lacks something. */
const lacking: Readonly<Record<Need, string>> = {
  holdout: 'Needs a holdout: real rows that the synthesizer never saw.',
  target: 'Needs a target: the column that somebody will want to predict.',
  sensitive: 'Needs a sensitive column to be named.',
  'sequence-key': 'Needs a sequence key: the column that says which rows belong together.',
  survival: 'Needs survival to be declared in the schema: a column with the role time and one with the role event.',
}

/** Why the metric can't be asked at all; undefined where it can. */
export function unmetNeed(
  metric: Pick<Metric, 'needs'>,
  { holdout }: Pick<MetricInput, 'holdout'>,
  { schema, columns }: Pick<MetricContext, 'schema' | 'columns'>,
): string | undefined {
  const met: Readonly<Record<Need, boolean>> = {
    holdout: holdout !== undefined,
    target: columns.some(({ role }) => role === 'target'),
    sensitive: columns.some(({ sensitive }) => sensitive),
    survival: columns.some(({ role }) => role === 'time') && columns.some(({ role }) => role === 'event'),
    'sequence-key': schema.columns.some(({ role }) => role === 'sequence-key'),
  }
  const need = metric.needs.find((need) => !met[need])
  return need && lacking[need]
}

/** The metric's result, or why there is none: what it needs is checked first, and what is no number is never passed on. */
export function computeMetric(metric: Metric, input: MetricInput, context: MetricContext): MetricResult | Promise<MetricResult> {
  const reason = unmetNeed(metric, input, context)
  if (reason !== undefined) return { value: null, reason }
  const result = metric.compute(input, context)
  return result instanceof Promise ? result.then(checked) : checked(result)
}

function checked(result: MetricResult): MetricResult {
  const { value, reason } = result
  if (value === null) return reason ? result : { ...result, reason: 'It gave no score and no reason.' }
  return Number.isFinite(value) ? result : { ...result, value: null, reason: `It gave ${value}, which is no score.` }
}
