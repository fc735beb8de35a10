import type { Reference } from '../../../metric.js'

/** The release whose figures the set repeats; its rules differ from those of others. */
export const sdmetrics: Reference = {
  author: 'DataCebo',
  year: 2026,
  title: 'SDMetrics 0.32.0',
  url: 'https://docs.sdv.dev/sdmetrics',
}

/** From this many rows on, SDMetrics compares pairs of levels on rows drawn at random without a seed. */
const subsampled = 50_000

/** What to know where SDMetrics itself would give another figure at every run. */
export function subsampleNotes(rows: number): readonly string[] {
  if (rows <= subsampled) return []
  return [`SDMetrics draws ${subsampled} rows for its pairs, without a seed, so that its own figure varies; here all rows count.`]
}
