import type { library } from '../support/library.js'

type Table = InstanceType<typeof library.Table>

/** The mean over all pairs of columns of the total variation distance between two tables, value by value. */
export function pairDistance(real: Table, synthetic: Table): number {
  const coded = real.names.map((name) => codesOf(real.column(name).values, synthetic.column(name).values))
  let sum = 0
  let pairs = 0
  for (let i = 0; i < coded.length; i++) {
    for (let j = 0; j < i; j++) {
      sum += distance(coded[i] as Coded, coded[j] as Coded, real.rows)
      pairs++
    }
  }
  return sum / pairs
}

/** Values as numbers from 0 on: those of the real rows, then those of the synthetic ones. */
interface Coded {
  readonly codes: Int32Array
  readonly size: number
}

function codesOf(real: ArrayLike<number>, synthetic: ArrayLike<number>): Coded {
  const known = new Map<number, number>()
  const codes = Int32Array.from({ length: real.length + synthetic.length }, (_, i) => {
    const value = (i < real.length ? real[i] : synthetic[i - real.length]) as number
    const code = known.get(value) ?? known.size
    known.set(value, code)
    return code
  })
  return { codes, size: known.size }
}

function distance(a: Coded, b: Coded, real: number): number {
  const differences = new Float64Array(a.size * b.size)
  const weights = [1 / real, -1 / (a.codes.length - real)] as const
  for (let row = 0; row < a.codes.length; row++) {
    const cell = (a.codes[row] as number) * b.size + (b.codes[row] as number)
    differences[cell] = (differences[cell] as number) + (row < real ? weights[0] : weights[1])
  }
  return differences.reduce((total, difference) => total + Math.abs(difference), 0) / 2
}
