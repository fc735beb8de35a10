import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'

/** Walkers: a weather that mostly stays, a level that drifts, and a mood that has nothing to do with the row before. */
export const schema = parseSchema({
  columns: [
    { name: 'walker', kind: 'id', pattern: 'W{n:4}', role: 'sequence-key' },
    { name: 'hour', kind: 'integer', role: 'order' },
    { name: 'weather', kind: 'categorical', levels: ['rain', 'snow', 'sun'] },
    { name: 'level', kind: 'numeric' },
    { name: 'mood', kind: 'boolean', levels: ['bad', 'good'] },
  ],
})

const weathers = ['rain', 'snow', 'sun']

export interface Walks {
  /** How likely the weather stays: 0.8 in the real ones. */
  readonly stay?: number
  /** The greatest length: 12 in the real ones. */
  readonly longest?: number
}

/** So many walks of 2 to 12 hours, short ones more often than long ones; stationary, so that single rows tell nothing of their place. */
export function walks(count: number, seed: number, { stay = 0.8, longest = 12 }: Walks = {}): Table {
  const rng = createRng(seed)
  const cells = { walker: [] as number[], hour: [] as number[], weather: [] as number[], level: [] as number[], mood: [] as number[] }
  for (let walker = 0; walker < count; walker++) {
    let weather = rng.integer(3)
    let level = rng.normal()
    const length = 2 + Math.min(rng.integer(longest - 1), rng.integer(longest - 1))
    for (let hour = 0; hour < length; hour++) {
      cells.walker.push(walker)
      cells.hour.push(hour)
      cells.weather.push(weather)
      cells.level.push(level)
      cells.mood.push(rng.uniform() < 0.05 ? -1 : rng.integer(2))
      if (rng.uniform() > stay) weather = (weather + 1 + rng.integer(2)) % 3
      level = 0.9 * level + Math.sqrt(1 - 0.81) * rng.normal()
    }
  }
  return new Table([
    {
      name: 'walker',
      kind: 'id',
      values: Int32Array.from(cells.walker),
      levels: Array.from({ length: count }, (_, i) => `W${seed}${i}`),
    },
    { name: 'hour', kind: 'integer', values: Float64Array.from(cells.hour) },
    { name: 'weather', kind: 'categorical', values: Int32Array.from(cells.weather), levels: weathers },
    { name: 'level', kind: 'numeric', values: Float64Array.from(cells.level) },
    { name: 'mood', kind: 'boolean', values: Int32Array.from(cells.mood), levels: ['bad', 'good'] },
  ])
}
