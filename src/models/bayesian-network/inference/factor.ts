/** A function of the states of some variables, the last one's running fastest. */
export interface Factor {
  readonly variables: readonly number[]
  readonly values: Float64Array
}

/** The product of factors over all combinations of these variables' states. */
export function multiply(factors: readonly Factor[], variables: readonly number[], sizes: ArrayLike<number>): Float64Array {
  const cells = variables.reduce((product, variable) => product * sizes[variable], 1)
  const values = new Float64Array(cells).fill(1)
  for (const factor of factors) multiplyBy(values, variables, sizes, factor)
  return values
}

function multiplyBy(values: Float64Array, variables: readonly number[], sizes: ArrayLike<number>, factor: Factor): void {
  const strides = stridesOf(factor, variables, sizes)
  const state = new Uint32Array(variables.length)
  const last = variables.length - 1
  const lastSize = last < 0 ? 1 : sizes[variables[last]]
  const lastStride = last < 0 ? 0 : strides[last]
  let index = 0
  for (let cell = 0; cell < values.length; cell += lastSize) {
    for (let k = 0; k < lastSize; k++) values[cell + k] *= factor.values[index + k * lastStride]
    // To the next combination of all but the last variable, as an odometer goes on.
    for (let position = last - 1; position >= 0; position--) {
      state[position] += 1
      index += strides[position]
      if (state[position] < sizes[variables[position]]) break
      index -= state[position] * strides[position]
      state[position] = 0
    }
  }
}

/** How far apart in the factor the states of each of these variables lie; 0 for those that it doesn't depend on. */
function stridesOf(factor: Factor, variables: readonly number[], sizes: ArrayLike<number>): number[] {
  const strides = new Array<number>(variables.length).fill(0)
  let stride = 1
  for (let position = factor.variables.length - 1; position >= 0; position--) {
    const variable = factor.variables[position]
    strides[variables.indexOf(variable)] = stride
    stride *= sizes[variable]
  }
  return strides
}
