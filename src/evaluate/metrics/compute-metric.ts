import type { Metric, MetricContext, MetricInput, MetricResult, Need } from '../metric.js'

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
