import { type CodeColumn, isNumberKind } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

/** Mean over columns of the share of synthetic values that lie within the real range (numbers, times) or are real levels. */
export const marginalAdherence = defineMetric({
  name: 'marginal-adherence',
  title: 'Adherence',
  standardName: 'Category and boundary adherence',
  plain: 'Are synthetic values possible ones: known levels, and numbers within the real range? Below 1, some were invented.',
  level: 'marginal',
  implies: 'where Q(column) > 0, P(column) > 0',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  counts: 'columns',
  floor: 'worst',
  compute(input, context) {
    const reference = referenceOf(input)
    const details = context.columns.map(({ name, kind }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      const range = occurringRange(real)
      if (!range || !occurringRange(synthetic)) return { columns: [name], value: null, reason: nothingPresent }
      const possible = isNumberKind(kind) ? (code: number) => code >= range[0] && code <= range[1] : (code: number) => real[code] > 0
      const value = shareOf(synthetic, possible)
      if (context.unjudged || value === 1) return { columns: [name], value, p: 1 }
      const p = strangeAbove(synthetic, real, range, isNumberKind(kind))
      const scale = kind === 'datetime' || !isNumberKind(kind) ? null : context.coding.scale(name)
      return {
        columns: [name],
        value,
        p,
        words: `${kind === 'datetime' ? 'outside the times of real rows' : wordsOf(synthetic, range, scale)}, ${(100 * (1 - value)).toFixed(1)} % of its values${isNumberKind(kind) ? '' : miswritten(reference.column(name) as CodeColumn, real, synthetic)}`,
      }
    })
    return meanResult(details, 'No column has values on both sides.')
  },
})

/**
 * So many values beyond one end of the real range, or of one level that no real row has, are all among the synthetic ones by chance with a
 * probability of at most (their share of all values) to the power of their number; the least probable, times what there is to look at.
 */
function strangeAbove(synthetic: Float64Array, real: Float64Array, [first, last]: readonly [number, number], isNumber: boolean): number {
  const strange = isNumber
    ? [sumOf(synthetic.subarray(0, first)), sumOf(synthetic.subarray(last + 1))]
    : [...synthetic].filter((count, code) => count > 0 && real[code] === 0)
  if (strange.length === 0) return 1
  const levels = isNumber ? 2 : synthetic.reduce((levels, count) => levels + Number(count > 0), 0)
  const share = sumOf(synthetic) / (sumOf(real) + sumOf(synthetic))
  return Math.min(1, levels * share ** Math.max(...strange))
}

/** What is strange about most of the strange values: of numbers on which side they are, of levels that they are none. `scale` is null for others. */
function wordsOf(synthetic: Float64Array, [first, last]: readonly [number, number], scale: Float64Array | null): string {
  if (scale === null) return 'values that no real row has'
  const [below, above] = [sumOf(synthetic.subarray(0, first)), sumOf(synthetic.subarray(last + 1))]
  if (above >= below) return 'above the greatest real value'
  const negative = synthetic.reduce((sum, count, code) => sum + (scale[code] < 0 ? count : 0), 0)
  return scale[first] >= 0 && negative > below / 2 ? 'negative where real ones never are' : 'below the least real value'
}

/** A level that no real row has but for its letters, `: female for Female`, or its end; nothing where there is none. Of real levels those of five rows. */
function miswritten({ levels }: CodeColumn, real: Float64Array, synthetic: Float64Array): string {
  const plain = (level: string) => level.trim().toLowerCase()
  const strange = [...synthetic.keys()]
    .filter((code) => synthetic[code] > 0 && real[code] === 0)
    .sort((a, b) => synthetic[b] - synthetic[a])
  for (const code of strange) {
    const own = levels[code]
    const alike = [...real.keys()].filter((other) => real[other] >= fewestNamed).sort((a, b) => real[b] - real[a])
    const same = alike.find((other) => plain(levels[other]) === plain(own))
    if (same !== undefined) return `: ${own} for ${levels[same]}`
    const whole = own.length < fewestLetters ? undefined : alike.find((other) => levels[other].startsWith(own))
    if (whole !== undefined) return `: ${own}, cut short, for ${levels[whole]}`
  }
  return ''
}

/** Rows without which a real level is not named, and letters of which the rest can be known. */
const [fewestNamed, fewestLetters] = [5, 3]

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function shareOf(counts: Float64Array, counted: (code: number) => boolean): number {
  let total = 0
  let inside = 0
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code]
    total += count
    if (count > 0 && counted(code)) inside += count
  }
  return inside / total
}

/** Rows per code, without the missing ones. */
export function presentCounts(table: Table, name: string, { coding }: MetricContext): Float64Array {
  return coding.counts(table.column(name)).subarray(0, -1)
}

/** The first and the last code that occurs; null where none does. */
function occurringRange(counts: Float64Array): readonly [number, number] | null {
  const first = counts.findIndex((count) => count > 0)
  return first < 0 ? null : [first, counts.findLastIndex((count) => count > 0)]
}

export const nothingPresent = 'All its values are missing, in the real rows or the synthetic ones.'

/**
 * Mean over columns of the share of the real range (numbers, times) or of the real levels that synthetic rows reach. `p`: so many rows of a
 * level, or beyond one end of a range, are all on the real side of two samples of one distribution with a probability of at most (share of
 * real rows) to the power of their number; that of the least probable loss, times all that could have been lost.
 */
export const marginalCoverage = defineMetric({
  name: 'marginal-coverage',
  title: 'Coverage',
  standardName: 'Category and range coverage',
  plain: 'Does every level, and the whole range of numbers, come up again? Below 1, rare levels or extremes were lost.',
  level: 'marginal',
  implies: 'where P(column) > 0, Q(column) > 0',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  counts: 'columns',
  floor: 'worst',
  compute(input, context) {
    const reference = referenceOf(input)
    let [least, tried] = [1, 0]
    const details = context.columns.map(({ name, kind }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      if (!occurringRange(real) || !occurringRange(synthetic)) return { columns: [name], value: null, reason: nothingPresent }
      const lost = isNumberKind(kind) ? lostEnds(real, synthetic) : lostLevels(real, synthetic)
      const own = realShare(real, synthetic) ** greatestOf(lost)
      tried += lost.length
      least = Math.min(least, own)
      const value = isNumberKind(kind) ? coveredRange(real, synthetic, context.coding.scale(name)) : coveredLevels(real, synthetic)
      return { columns: [name], value, p: Math.min(1, lost.length * own) }
    })
    return { ...meanResult(details, 'No column has values on both sides.'), p: tried === 0 ? null : Math.min(1, tried * least) }
  },
})

/** Real rows beyond either end of the synthetic range. */
function lostEnds(real: Float64Array, synthetic: Float64Array): number[] {
  const [low, high] = occurringRange(synthetic) as [number, number]
  return [sumOf(real.subarray(0, low)), sumOf(real.subarray(high + 1))]
}

/** For each level that really occurs its real rows, where no synthetic row has it; else 0. */
function lostLevels(real: Float64Array, synthetic: Float64Array): Float64Array {
  return real.map((count, level) => (synthetic[level] > 0 ? 0 : count)).filter((_, level) => real[level] > 0)
}

function greatestOf(counts: ArrayLike<number>): number {
  let greatest = 0
  for (let i = 0; i < counts.length; i++) greatest = Math.max(greatest, counts[i])
  return greatest
}

function realShare(real: Float64Array, synthetic: Float64Array): number {
  return sumOf(real) / (sumOf(real) + sumOf(synthetic))
}

function coveredLevels(real: Float64Array, synthetic: Float64Array): number {
  let occurring = 0
  let covered = 0
  for (let level = 0; level < real.length; level++) {
    if (real[level] === 0) continue
    occurring++
    if (synthetic[level] > 0) covered++
  }
  return covered / occurring
}

function coveredRange(real: Float64Array, synthetic: Float64Array, scale: Float64Array): number {
  const [first, last] = occurringRange(real) as [number, number]
  const [low, high] = occurringRange(synthetic) as [number, number]
  if (first === last) return synthetic[first] > 0 ? 1 : 0
  // Halved, so that the width of a range from -1e308 to 1e308 is finite.
  const at = (code: number) => scale[code] / 2
  return Math.max(0, at(Math.min(high, last)) - at(Math.max(low, first))) / (at(last) - at(first))
}
