import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { spectrumLevels } from '../../src/evaluate/summary/completeness.js'
import { spearman } from '../support/spearman.js'
import { textTable } from '../support/text-table.js'

type Scores = Evaluation['scores']

/** A metric and what it says of every table, more being better. */
interface Judge {
  readonly name: string
  readonly level: string
  readonly values: Float64Array
}

/**
 * Prints how alike metrics rank tables, of which the scores of each are given: Spearman's correlation of all with all, and which metric of
 * a level speaks best for the others of it. Metrics that score not every table, or all the same, are left out.
 */
export function printRedundancy(tables: readonly Scores[]): void {
  const judges = judgesOf(tables)
  const alike = judges.map((one) => judges.map((other) => spearman(one.values, other.values)))
  const cells = judges.map(({ name }, i) => [`${i + 1}`, name, ...(alike[i] as number[]).map((value) => `${Math.round(100 * value)}`)])
  console.log(`\nSpearman's correlation of metrics over the ${tables.length} tables, in %:\n`)
  console.log(textTable(['', 'metric', ...judges.map((_, i) => `${i + 1}`)], cells))
  console.log('\nThe metric of each level that is most like the others of its level, and which one is least like it:\n')
  const speakers = spectrumLevels.flatMap((level) => {
    const own = judges.flatMap((judge, i) => (judge.level === level ? [i] : []))
    const means = own.map((i) => mean(own.filter((j) => j !== i).map((j) => alike[i]?.[j] as number)))
    const best = own[means.indexOf(Math.max(...means))]
    if (best === undefined) return []
    const least = own.reduce((far, i) => ((alike[best]?.[i] as number) < (alike[best]?.[far] as number) ? i : far), best)
    const apart = `${judges[least]?.name} (${Math.round(100 * (alike[best]?.[least] as number))})`
    return [[level, `${own.length}`, judges[best]?.name as string, `${Math.round(100 * Math.max(...means))}`, apart]]
  })
  console.log(textTable(['level', 'metrics', 'most like the others', 'mean', 'least like it'], speakers))
}

function judgesOf(tables: readonly Scores[]): Judge[] {
  return (tables[0] ?? []).flatMap(({ metric, level, goal }) => {
    const found = tables.map((scores) => scores.find((entry) => entry.metric === metric)?.value ?? null)
    if (found.includes(null) || new Set(found).size < 2) return []
    const sign = goal === 'maximize' ? 1 : -1
    return [{ name: metric, level, values: Float64Array.from(found, (value) => sign * (value as number)) }]
  })
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length
}
