/** A column as the network sees it: one state per row. */
export interface Variable {
  readonly name: string
  /** The state of each row. */
  readonly codes: Int16Array
  readonly states: number
  /** Whether neighbouring states are alike. */
  readonly ordered: boolean
}

/** Distinct combinations of states of a child and some parents, with the number of rows that have them. */
export interface StateCombinations {
  readonly child: Variable
  readonly parents: readonly Variable[]
  readonly count: number
  readonly childStates: Int16Array
  readonly parentStates: readonly Int16Array[]
  /** Null: one row each. */
  readonly weights: Uint32Array | null
}

/** Below this many combinations per row, counting them all is cheaper than going through the rows again and again. */
const combinationsPerRow = 2

/** The rows as cells: counted together where there are few possible combinations. */
export function stateCombinations(child: Variable, parents: readonly Variable[]): StateCombinations {
  const rows = child.codes.length
  const combinations = parents.reduce((product, { states }) => product * states, child.states)
  if (combinations > combinationsPerRow * rows) {
    return { child, parents, count: rows, childStates: child.codes, parentStates: parents.map(({ codes }) => codes), weights: null }
  }
  const counts = countCombinations([...parents, child], combinations)
  let count = 0
  for (let cell = 0; cell < combinations; cell++) if (counts[cell]) count++
  const weights = new Uint32Array(count)
  const rest = new Uint32Array(count)
  for (let cell = 0, next = 0; cell < combinations; cell++) {
    if (!counts[cell]) continue
    weights[next] = counts[cell]
    rest[next++] = cell
  }
  const childStates = takeDigits(rest, child.states)
  const parentStates = parents.map(() => childStates)
  for (let position = parents.length - 1; position >= 0; position--) {
    parentStates[position] = takeDigits(rest, parents[position].states)
  }
  return { child, parents, count, childStates, parentStates, weights }
}

/** The same from counts of some combinations, in any order and more than one of each: `states` has those of the parents, then of the child. */
export function cellsOfCounts(
  child: Variable,
  parents: readonly Variable[],
  states: readonly Uint16Array[],
  counts: Float64Array,
): StateCombinations {
  const sizes = [...parents, child].map((variable) => variable.states)
  const sums = new Map<number, number>()
  for (let i = 0; i < counts.length; i++) {
    let cell = 0
    for (let k = 0; k < states.length; k++) cell = cell * sizes[k] + states[k][i]
    sums.set(cell, (sums.get(cell) ?? 0) + counts[i])
  }
  const rest = Float64Array.from(sums.keys()).sort()
  const weights = Uint32Array.from(rest, (cell) => sums.get(cell) as number)
  const digits = sizes.map(() => new Int16Array(rest.length))
  for (let i = 0; i < rest.length; i++) {
    let cell = rest[i]
    for (let k = sizes.length - 1; k >= 0; k--) {
      const quotient = Math.floor(cell / sizes[k])
      ;(digits[k] as Int16Array)[i] = cell - quotient * sizes[k]
      cell = quotient
    }
  }
  const childStates = digits.pop() as Int16Array
  return { child, parents, count: rest.length, childStates, parentStates: digits, weights }
}

/** The last digits of these numbers to this base, which are cut off. */
function takeDigits(numbers: Uint32Array, base: number): Int16Array {
  const digits = new Int16Array(numbers.length)
  for (let i = 0; i < digits.length; i++) {
    const number = numbers[i]
    const quotient = Math.trunc(number / base)
    digits[i] = number - quotient * base
    numbers[i] = quotient
  }
  return digits
}

/** Rows of each combination of states, the last variable's running fastest. */
export function countCombinations(variables: readonly Variable[], combinations: number): Uint32Array {
  const counts = new Uint32Array(combinations)
  const rows = variables[0]?.codes.length ?? 0
  const cell = new Uint32Array(rows)
  for (const { codes, states } of variables) for (let row = 0; row < rows; row++) cell[row] = cell[row] * states + codes[row]
  for (let row = 0; row < rows; row++) counts[cell[row]] += 1
  return counts
}
