import ln from '@stdlib/math-base-special-ln'
import type { CellRecord } from '../run/record.js'
import { geometricMean, groupBy, mean } from './estimates.js'
import type { Slope } from './leaderboard.js'

const factors = ['rows', 'columns', 'levels'] as const
type Factor = (typeof factors)[number]
type Generated = CellRecord & { readonly generated: NonNullable<CellRecord['generated']> }

/** How time and memory grow with each size of generated tables while the other two stay the same: slopes on logarithmic scales. */
export function slopesOf(cells: readonly CellRecord[]): Slope[] {
  const made = cells.filter((cell): cell is Generated => cell.generated !== null && cell.kind !== 'baseline')
  return [...groupBy(made, ({ synthesizer }) => synthesizer).entries()].flatMap(([synthesizer, own]) =>
    factors.flatMap((factor) => slopesAlong(synthesizer, own, factor)),
  )
}

function slopesAlong(synthesizer: string, cells: readonly Generated[], factor: Factor): Slope[] {
  const fixed = factors.filter((other) => other !== factor)
  const lines = groupBy(cells, ({ generated }) => JSON.stringify(fixed.map((other) => generated[other])))
  return [...lines.values()].flatMap((line) => {
    const bySize = [...groupBy(line, ({ generated }) => String(generated[factor])).values()].sort(
      (a, b) => sizeOf(a, factor) - sizeOf(b, factor),
    )
    if (bySize.length < 2) return []
    const sizes = bySize.map((group) => sizeOf(group, factor))
    const seconds = bySize.map((group) => geometricMean(group.map(secondsOf)))
    const peakBytes = bySize.map((group) => geometricMean(group.map((cell) => (cell.outcome === 'ok' ? cell.peakBytes : null))))
    const at = Object.fromEntries(fixed.map((other) => [other, (line[0] as Generated).generated[other]]))
    return [
      { synthesizer, factor, at, sizes, seconds, peakBytes, secondsSlope: slope(sizes, seconds), memorySlope: slope(sizes, peakBytes) },
    ]
  })
}

const sizeOf = (group: readonly Generated[], factor: Factor): number => (group[0] as Generated).generated[factor]

/** Learning and sampling by themselves where they are known, or the start of a program would look like slow growth. */
function secondsOf({ seconds: { fit, sample, make }, outcome }: CellRecord): number | null {
  if (outcome !== 'ok') return null
  return fit !== null && sample !== null ? fit + sample : make
}

/** Least squares on logarithms; null below two points. */
function slope(sizes: readonly number[], values: readonly (number | null)[]): number | null {
  const points = sizes.flatMap((size, i) => (values[i] == null ? [] : [[ln(size), ln(values[i] as number)] as const]))
  if (points.length < 2) return null
  const [middleX, middleY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const products = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0)
  return products / points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0)
}
