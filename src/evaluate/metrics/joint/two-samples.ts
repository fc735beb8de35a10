import type { Feature } from '../../../learn/trees/bins.js'
import { foldsByContent, haveSameRows, type Judge, type TwoSampleTest, twoSampleTest } from '../../../learn/two-sample/two-sample.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricResult } from '../../metric.js'
import { featuresOf } from '../../tables/features.js'

/** Rows are scored by what was learned from two thirds of them. */
const folds = 3

/** Real rows and then synthetic ones, as features, and how they are parted into folds: the same for every judge. */
export interface TwoSamples {
  readonly features: readonly Feature[]
  /** 1 for synthetic rows. */
  readonly synthetic: Uint8Array
  readonly fold: Uint8Array
}

export function twoSamples(real: Table, synthetic: Table, { columns, memo }: MetricContext): TwoSamples {
  return memo('two samples', [real, synthetic], () => {
    const features = featuresOf([real, synthetic], columns)
    const rows = real.rows + synthetic.rows
    const isSynthetic = Uint8Array.from({ length: rows }, (_, row) => (row < real.rows ? 0 : 1))
    return { features, synthetic: isSynthetic, fold: foldsByContent(features, rows, folds) }
  })
}

/** What a judge has found, and the result in which it is said: 1 - |2 area - 1|, with the area as a part. */
export interface Judged<Model> extends TwoSampleTest<Model> {
  readonly result: MetricResult
}

/** Whether a judge tells these rows apart. Two tables of the same rows can't be told apart by anybody, and are not judged. */
export function judged<Model>(judge: Judge<Model>, { features, fold, synthetic }: TwoSamples): Judged<Model> {
  const same = haveSameRows(features, synthetic)
  const test = same ? { area: 0.5, p: null, models: [] } : twoSampleTest(judge, fold, synthetic)
  const parts = [{ name: 'auc', label: 'Area under the curve: 0.5 is a guess, 1 is certainty', value: test.area }]
  return { ...test, result: { value: scoreOf(test.area), p: test.p, parts } }
}

/** 1 for an area of one half, 0 for an area of 0 or 1. */
export function scoreOf(area: number): number {
  return 1 - Math.abs(2 * area - 1)
}
