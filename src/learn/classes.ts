/** Shares of the classes with half a row added to each, so that none is impossible (Krichevsky and Trofimov 1981). */
export function smoothedShares(codes: Int32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes).fill(0.5)
  for (let row = 0; row < codes.length; row++) shares[codes[row]] += 1
  return shares.map((share) => share / (codes.length + classes / 2))
}

/** Codes counted among the classes that occur, in order: a learner need not think of others. */
export interface CompactClasses {
  readonly occurring: Int32Array
  readonly codes: Int32Array
}

export function compactClasses(codes: Int32Array, classes: number): CompactClasses {
  const place = new Int32Array(classes)
  for (let row = 0; row < codes.length; row++) place[codes[row]] = 1
  const occurring = Int32Array.from(place.keys()).filter((k) => place[k] === 1)
  for (const [i, k] of occurring.entries()) place[k] = i
  return { occurring, codes: codes.map((code) => place[code]) }
}

/**
 * Probabilities of all classes, row by row, from weights of those that occur. What `seen` rows can't exclude stays possible: the
 * classes' smoothed shares are mixed in with the weight of one row (Laplace's rule of succession, from the shares as a prior).
 */
export function expandClasses(weights: Float64Array, { occurring, codes }: CompactClasses, shares: Float64Array): Float64Array {
  const classes = shares.length
  const width = occurring.length
  const rows = width === 0 ? 0 : weights.length / width
  const certainty = codes.length / (codes.length + 1)
  const result = new Float64Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let k = 0; k < width; k++) sum += weights[row * width + k]
    for (let k = 0; k < classes; k++) result[row * classes + k] = (1 - certainty) * shares[k]
    for (let k = 0; k < width; k++) {
      const at = row * classes + occurring[k]
      result[at] += (certainty * weights[row * width + k]) / sum
    }
  }
  return result
}

/** Rows to learn from, and one in five to be kept, which tell a learner when to stop; none are kept of a handful. */
export function splitRows(rows: number): { readonly learned: Int32Array; readonly held: Int32Array } {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const isHeld = (row: number) => row % heldOneIn === heldOneIn - 1
  return { learned: all.filter((row) => !isHeld(row)), held: all.filter(isHeld) }
}

const heldOneIn = 5
