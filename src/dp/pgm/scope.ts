/** Variables, ascending: what a table of counts is a table of. The last one's states run fastest. */
export type Scope = readonly number[]

/** Cells of a table over the scope; `sizes` are the states of each variable. */
export function scopeSize(scope: Scope, sizes: ArrayLike<number>): number {
  return scope.reduce((cells, variable) => cells * sizes[variable], 1)
}

export function contains(scope: Scope, part: Scope): boolean {
  return part.every((variable) => scope.includes(variable))
}

/** For each cell of a table over `scope`, the cell of the table over `part` that it adds to. */
export function projection(scope: Scope, part: Scope, sizes: ArrayLike<number>): Int32Array {
  const cells = scopeSize(scope, sizes)
  const map = new Int32Array(cells)
  // Strides of the variables in the part; 0 for those that are summed out.
  let stride = 1
  let run = 1
  for (let position = scope.length - 1; position >= 0; position--) {
    const variable = scope[position]
    const size = sizes[variable]
    const inPart = part.includes(variable)
    if (inPart) for (let cell = 0; cell < cells; cell++) map[cell] += (Math.floor(cell / run) % size) * stride
    if (inPart) stride *= size
    run *= size
  }
  return map
}

/** The table over the part: sums of the cells that `map` sends to each of its cells. */
export function sumInto(sums: Float64Array, table: Float64Array, map: Int32Array): void {
  sums.fill(0)
  for (let cell = 0; cell < table.length; cell++) {
    const at = map[cell]
    sums[at] += table[cell]
  }
}
