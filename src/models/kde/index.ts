import ln from '@stdlib/math-base-special-ln'
import type { Evidence } from '../../constraints/domains/condition.js'
import { binCodes, fitBins } from '../../encode/bins.js'
import { columnOf, missingColumn } from '../../encode/column-of.js'
import { ConstraintError } from '../../errors.js'
import { inTurns } from '../../learn/turn.js'
import { isNumberKind } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { type Restriction, restrictColumns } from '../binned/restrict.js'
import { collectRows } from '../shell/cells.js'
import type { Synthesizer } from '../synthesizer.js'
import { chooseBandwidths } from './bandwidths.js'
import { chancesOf, drawKernelRows } from './compiled.js'
import { imputeDensity } from './impute.js'
import { kernelLogDensity } from './log-density.js'
import type { KdeOptions } from './options.js'
import { kdeDefaults } from './settings.js'
import { type DensityColumn, type DensityState, kernelColumn } from './state.js'

/**
 * Kernel density: a real row, drawn at random, with every cell moved a little. That is a smoothed bootstrap, with the privacy of
 * one: whatever is rare about a row stays with the row, and the saved model holds all of them.
 */
export const kde: Synthesizer<KdeOptions, DensityState> = {
  name: 'kde',
  title: 'Kernel density',
  summary: 'Blurs real rows: a smoothed bootstrap, with the privacy of one; its densities score unusual rows.',
  references: [
    {
      author: 'Li, Q.; Racine, J.',
      year: 2003,
      title: 'Nonparametric estimation of distributions with categorical and continuous data',
      url: 'https://doi.org/10.1016/S0047-259X(02)00025-8',
    },
    {
      author: 'Aitchison, J.; Aitken, C.',
      year: 1976,
      title: 'Multivariate binary discrimination by the kernel method',
      url: 'https://doi.org/10.1093/biomet/63.3.413',
    },
    {
      author: 'Wang, M.-C.; van Ryzin, J.',
      year: 1981,
      title: 'A class of smooth estimators for discrete distributions',
      url: 'https://doi.org/10.1093/biomet/68.1.301',
    },
  ],
  defaults: kdeDefaults,
  options: async () => (await import('./options.js')).kdeOptions,
  unit: 'row',
  derives: true,

  async fit(source, schema, options, { rng, signal, progress }) {
    const table = await collectRows(source, signal)
    const binned = schema.columns.map((column) => {
      return fitBins(table.column(column.name), column, options.knots, isNumberKind(column.kind) ? options.bins : options.levels)
    })
    const codes = binned.map((column, i) => Uint16Array.from(binCodes(column, table.column((schema.columns[i] as { name: string }).name))))
    const kernels = binned.map((column, i) => kernelColumn(column, codes[i] as Uint16Array, schema.columns[i]))
    progress?.(0.5, 'choosing bandwidths')
    const bandwidths = await inTurns(chooseBandwidths(kernels, codes, options, rng), signal)
    const columns = binned.map((column, i) => ({
      binned: column,
      kernel: kernels[i],
      bandwidth: bandwidths[i],
      codes: codes[i] as Uint16Array,
      restriction: null,
    }))
    return { rows: table.rows, kernel: options.kernel, weights: null, columns }
  },

  sampleBlock(state, schema, count, rng) {
    const values = state.rows === 0 ? [] : drawKernelRows(state, count, rng)
    return new Table(
      schema.columns.map((column, i) => (values[i] ? columnOf(column, values[i]) : missingColumn(column, count))),
      count,
    )
  },

  logDensity: kernelLogDensity,
  condition: conditionDensity,
  impute: imputeDensity,

  describe(state, schema) {
    return {
      summary: `A smoothed bootstrap of ${state.rows} rows: a real row, drawn at random, with every cell moved by its kernel.`,
      parameters: schema.columns.map(({ name }, i) => [name, bandwidthWords(state.columns[i])]),
      holds: 'rows',
      reveals:
        'Nearly everything: the file holds every training row, numbers to within a hundredth or so of their ranks, and each row it makes is close to a real one.',
    }
  },
}

function bandwidthWords({ kernel: { line, numeric, shares }, bandwidth: { along, across } }: DensityState['columns'][number]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  const words: string[] = []
  if (along > 0)
    words.push(numeric ? `moves by about ${percent(along)} of the ranks` : `goes one level on at odds of ${(along / 2).toFixed(3)}`)
  if (across > 0) words.push(`${percent(across)} drawn anew${line.length > 0 ? '' : ` from ${shares.length} levels`}`)
  return words.join(', ') || 'always the same'
}

/** The density given the evidence: each training row weighted by how likely its kernels lead to what is allowed, and they lead there only. */
function conditionDensity(
  state: DensityState,
  schema: Schema,
  evidence: Evidence,
): { readonly state: DensityState; readonly exact: boolean; readonly logProbability: number } {
  const now = state.columns.map(({ binned, restriction }) => ({ margin: binned.margin, bins: restriction?.bins ?? binned.bins }))
  const restrictions = restrictColumns(now, schema, evidence)
  const weights = state.weights?.slice() ?? new Float64Array(state.rows).fill(1 / state.rows)
  const columns = state.columns.map((column, i): DensityColumn => {
    const restriction = restrictions[i]
    if (!restriction) return column
    const narrowed = { ...column, restriction: composed(column.restriction, restriction) }
    const before = chancesOf(column, state.kernel).left
    const after = chancesOf(narrowed, state.kernel).left
    const ratio = after.map((part, source) => (before[source] > 0 ? part / before[source] : 0))
    for (let row = 0; row < weights.length; row++) weights[row] *= ratio[column.codes[row]]
    return narrowed
  })
  const probability = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(probability > 0))
    throw new ConstraintError('where', 'the model gives no row that satisfies all conditions together; loosen one of them')
  const normalised = weights.map((weight) => weight / probability)
  return { state: { ...state, weights: normalised, columns }, exact: true, logProbability: Math.min(0, ln(probability)) }
}

/** Both restrictions, one after the other, as one of the states before either. */
function composed(first: Restriction | null, second: Restriction): Restriction {
  if (!first) return second
  return {
    bins: second.bins,
    former: second.former.map((state) => first.former[state]),
    left: second.left.map((part, i) => part * first.left[second.former[i]]),
  }
}
