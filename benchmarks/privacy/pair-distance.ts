import type { library } from '../support/library.js'

type Table = InstanceType<typeof library.Table>

/** The mean over all pairs of columns of the total variation distance between two tables, value by value. */
export function pairDistance(real: Table, synthetic: Table): number {
  const names = real.names
  let sum = 0
  let pairs = 0
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(0, i)) {
      sum += distance(real, synthetic, a, b)
      pairs++
    }
  }
  return sum / pairs
}

function distance(real: Table, synthetic: Table, a: string, b: string): number {
  const differences = new Map<string, number>()
  for (const [table, weight] of [
    [real, 1 / real.rows],
    [synthetic, -1 / synthetic.rows],
  ] as const) {
    const [first, second] = [table.column(a).values, table.column(b).values]
    for (let row = 0; row < table.rows; row++) {
      const cell = `${first[row]} ${second[row]}`
      differences.set(cell, (differences.get(cell) ?? 0) + weight)
    }
  }
  return [...differences.values()].reduce((total, difference) => total + Math.abs(difference), 0) / 2
}
