import { OptionError } from '../../errors.js'
import { type Cost, costs, levels, type Metric } from '../metric.js'
import { parseMetric } from './define-metric.js'
import { metrics } from './index.js'

/** Which metrics: names of sets, levels or metrics, as a list or separated by commas, and metrics of one's own. */
export type MetricSelection = string | readonly (string | Metric)[]

/** What is computed unless somebody chooses. */
export const defaultSelection: Cost = 'standard'

/** The names of all sets: those by cost, then those with a name of their own. */
export function metricSets(): string[] {
  return [...new Set([...costs, ...metrics.flatMap(({ sets = [] }) => sets)])]
}

/** The metrics of a set; undefined where there is no such set. */
export function metricsOfSet(name: string): readonly Metric[] | undefined {
  const cost = costs.indexOf(name as Cost)
  if (cost >= 0) return metrics.filter((metric) => !metric.sets && costs.indexOf(metric.cost) <= cost)
  const named = metrics.filter(({ sets }) => sets?.includes(name))
  return named.length > 0 ? named : undefined
}

/**
 * The chosen metrics, each once, along the spectrum. Throws an OptionError that lists what there is where a name is unknown, and one
 * that lists every fault of a metric that isn't one.
 */
export function selectMetrics(selection: MetricSelection = defaultSelection): readonly Metric[] {
  const items = typeof selection === 'string' ? selection.split(',').map((name) => name.trim()) : selection
  const chosen = new Set<Metric>()
  for (const item of items) {
    const found = typeof item === 'string' ? metricsNamed(item) : [ownMetric(item)]
    for (const metric of found) chosen.add(metric)
  }
  refuseSharedNames([...chosen])
  const place = (metric: Metric) => (metrics.includes(metric) ? metrics.indexOf(metric) : metrics.length)
  return [...chosen].sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || place(a) - place(b))
}

function metricsNamed(name: string): readonly Metric[] {
  const byName = metrics.find((metric) => metric.name === name)
  if (byName) return [byName]
  const set = metricsOfSet(name)
  if (set) return set
  const ofLevel = metrics.filter((metric) => metric.level === name && !metric.sets)
  if (ofLevel.length > 0) return ofLevel
  const known = levels.filter((level) => metrics.some((metric) => metric.level === level && !metric.sets))
  throw new OptionError(
    'metrics',
    `there is no set, level or metric ${name}; sets are ${metricSets().join(', ')}, levels ${known.join(', ')}, metrics ${metrics.map((metric) => metric.name).join(', ')}`,
  )
}

/** A metric that a user brought along, checked. */
function ownMetric(metric: Metric): Metric {
  return metrics.includes(metric) ? metric : parseMetric(metric)
}

function refuseSharedNames(chosen: readonly Metric[]): void {
  for (const metric of chosen) {
    const other = [...metrics, ...chosen].find((known) => known.name === metric.name && known !== metric)
    if (other) throw new OptionError('metrics', `two metrics are named ${metric.name}; give yours another name`)
  }
}
