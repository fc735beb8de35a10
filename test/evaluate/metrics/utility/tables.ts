import { createRng } from '../../../../src/random/rng.js'
import type { Schema } from '../../../../src/table/schema.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'

const groups = ['left', 'right', 'few']
const grades = ['low', 'middle', 'high']

/** Predictors `strong`, `weak`, `noise` and `group`, and three targets that follow from them: two levels, three levels and a number. */
export function utilitySchema(targets: readonly string[], sensitive: readonly string[] = []): Schema {
  const columns = [
    { name: 'strong', kind: 'numeric' },
    { name: 'weak', kind: 'numeric' },
    { name: 'noise', kind: 'numeric' },
    { name: 'group', kind: 'categorical', levels: groups },
    { name: 'sold', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'grade', kind: 'categorical', levels: grades },
    { name: 'price', kind: 'numeric' },
    { name: 'coin', kind: 'boolean', levels: ['no', 'yes'] },
  ] as const
  return parseSchema({
    columns: columns
      // Only one target at a time, lest one give the other away.
      .filter(({ name }) => targets.includes(name) || !['sold', 'grade', 'price', 'coin'].includes(name))
      .map((column) => ({
        ...column,
        role: targets.includes(column.name) ? 'target' : 'feature',
        sensitive: sensitive.includes(column.name),
      })),
  })
}

/** How a table departs from the law. */
export interface Fault {
  /** `strong` and `weak` change places. */
  readonly swapped?: boolean
  /** In rows of this group, targets have nothing to do with the predictors. */
  readonly lostIn?: string
  /** The share of this group that is left out. */
  readonly fewer?: readonly [string, number]
  /** The effect of `weak` has the other sign. */
  readonly flipped?: boolean
}

const chance = (score: number) => 1 / (1 + Math.exp(-score))

/** The log odds of `sold`, and the mean of `price`. */
export const scoreOf = (strong: number, weak: number) => 2 * strong + 0.7 * weak

export function market(rows: number, seed: number, { swapped = false, lostIn, fewer, flipped = false }: Fault = {}): Table {
  const rng = createRng(21, seed)
  const normal = () => Float64Array.from({ length: rows }, () => rng.normal())
  const [strong, weak, noise, error] = [normal(), normal(), normal(), normal()] as [Float64Array, Float64Array, Float64Array, Float64Array]
  const drawGroup = (): number => {
    const code = rng.uniform() < 0.1 ? 2 : rng.integer(2)
    return fewer && groups[code] === fewer[0] && rng.uniform() < fewer[1] ? drawGroup() : code
  }
  const group = Int32Array.from({ length: rows }, drawGroup)
  const score = Float64Array.from(strong, (first, i) => {
    if (groups[group[i] as number] === lostIn) return rng.normal() * 2
    const second = (weak[i] as number) * (flipped ? -1 : 1)
    return swapped ? scoreOf(second, first) : scoreOf(first, second)
  })
  const sold = Int32Array.from(score, (value) => (rng.uniform() < chance(value) ? 1 : 0))
  const grade = Int32Array.from(score, (value, i) => (value + (error[i] as number) < -1 ? 0 : value + (error[i] as number) < 1 ? 1 : 2))
  const price = score.map((value, i) => (rng.uniform() < 0.1 ? Number.NaN : 100 + 10 * (value + (error[i] as number))))
  return new Table([
    { name: 'strong', kind: 'numeric', values: strong },
    { name: 'weak', kind: 'numeric', values: weak },
    { name: 'noise', kind: 'numeric', values: noise },
    { name: 'group', kind: 'categorical', values: group, levels: groups },
    { name: 'sold', kind: 'boolean', values: sold, levels: ['no', 'yes'] },
    { name: 'grade', kind: 'categorical', values: grade, levels: grades },
    { name: 'price', kind: 'numeric', values: price },
    { name: 'coin', kind: 'boolean', values: Int32Array.from({ length: rows }, () => rng.integer(2)), levels: ['no', 'yes'] },
  ])
}
