import type { Margin } from '../../encode/margin.js'
import { extremes } from '../../encode/quantile.js'
import type { Schema } from '../../table/schema.js'

/** What a saved margin gives away. */
export const marginsReveal =
  'The shares of all levels, also of rare ones; of each column of numbers the least and the greatest value, every value that many rows share, and points between neighbouring values. It holds no row.'

/** A line per column, for a person. */
export function marginParameters(schema: Schema, margins: readonly Margin[]): [string, string][] {
  return schema.columns.map(({ name }, i) => [name, marginWords(margins[i])])
}

function marginWords(margin: Margin): string {
  const { present, missing } = margin
  const gaps = missing > 0 ? `, ${percent(missing / (present + missing))} missing` : ''
  if (present === 0) return `no values${gaps}`
  if (margin.kind === 'level') return `${margin.counts.filter((count) => count > 0).length} levels${gaps}`
  let atoms = 0
  let rows = 0
  for (let k = 0; k < margin.values.length; k++) {
    const jump = margin.upTo[k] - margin.below[k]
    if (jump > 0) atoms++
    rows += jump
  }
  const [least, greatest] = extremes(margin)
  const repeated = atoms > 0 ? `, ${atoms} repeated values with ${percent(rows / present)} of the rows` : ''
  return `${least} to ${greatest}${repeated}${gaps}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 || share > 0.999 ? 3 : 1)} %`
}
