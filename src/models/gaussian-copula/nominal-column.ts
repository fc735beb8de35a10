/** Rows of a level below which it is placed together with all other such levels: its own mean would be noise. */
const fewRows = 5
/** Rows that every level is given with a score of 0, so that rare levels stay near the middle. */
const priorRows = 5
const powerSteps = 60

/**
 * A nominal column, its levels to be put in the order in which they are most associated with the other columns: along the
 * direction that maximises the weighted sum of its squared correlations with their scores, found as in correspondence analysis
 * with the other columns held fixed; doing this for one column after the other is reciprocal averaging. A column counts by a
 * given weight and by the share of its variance that the levels explain. Scores have mean 0, and are 0 where a value is missing.
 * @see Hill 1974, Correspondence analysis: a neglected multivariate method
 * @see de Leeuw and Mair 2009, Gifi methods for optimal scaling in R
 */
export class NominalColumn {
  readonly #codes: Int32Array
  /** Group of each level; group 0 holds all levels of few rows, every other level is one of its own. */
  readonly #groupOf: Uint32Array
  /** Rows of each group, at least a small part of one. */
  readonly #rows: Float64Array
  /** Sums of scores by group and column, and the scores they are of: most stay the same from round to round. */
  #sums = new Float64Array()
  #summed: (Float64Array | undefined)[] = []

  constructor(codes: Int32Array, levels: number) {
    const counts = new Float64Array(levels)
    for (let i = 0; i < codes.length; i++)
      if ((codes[i] as number) >= 0) counts[codes[i] as number] = (counts[codes[i] as number] as number) + 1
    this.#codes = codes
    this.#groupOf = new Uint32Array(levels)
    const rows = [0]
    for (let level = 0; level < levels; level++) {
      const count = counts[level] as number
      if (count >= fewRows) this.#groupOf[level] = rows.push(count) - 1
      else rows[0] = (rows[0] as number) + count
    }
    rows[0] = Math.max(rows[0] as number, 1e-9)
    this.#rows = Float64Array.from(rows)
  }

  /** The levels in order, and how much each column's scores count for it. */
  order(scores: readonly Float64Array[], weights: Float64Array): { order: Uint32Array; loadings: Float64Array } {
    const rows = this.#rows
    const size = scores.length
    this.#sumScores(scores, weights)
    const profiles = this.#sums.slice()
    const applied = standardise(profiles, rows, weights)
    const direction = leadingDirection(profiles, rows.length, size)
    const places = rows.map((count, group) => {
      let sum = 0
      for (let j = 0; j < size; j++) sum += (profiles[group * size + j] as number) * (direction[j] as number)
      return sum / Math.sqrt(count)
    })
    const order = Uint32Array.from(this.#groupOf, (_, level) => level)
    const placeOf = (level: number) => places[this.#groupOf[level] as number] as number
    order.sort((a, b) => placeOf(a) - placeOf(b) || a - b)
    return { order, loadings: direction.map((value, j) => value * (applied[j] as number)) }
  }

  /**
   * Share of what the levels explain of a sum of scores that they still explain of rows that their means were made without. Close to
   * 1 for few levels of many rows, close to 0 for many levels of few rows and no association.
   */
  reliability(scores: readonly Float64Array[], loadings: Float64Array): number {
    const composite = new Float64Array(this.#codes.length)
    scores.forEach((column, j) => {
      const factor = loadings[j] as number
      if (factor !== 0) for (let i = 0; i < composite.length; i++) composite[i] = (composite[i] as number) + factor * (column[i] as number)
    })
    const rows = this.#rows
    const sums = new Float64Array(rows.length)
    const squares = new Float64Array(rows.length)
    addSums(this.#codes, this.#groupOf, composite, sums, 0, 1)
    for (let i = 0; i < composite.length; i++) composite[i] = (composite[i] as number) * (composite[i] as number)
    addSums(this.#codes, this.#groupOf, composite, squares, 0, 1)
    let fitted = 0
    let left = 0
    for (let group = 0; group < rows.length; group++) {
      const count = rows[group] as number
      if (count < 2) continue
      const square = (sums[group] as number) * (sums[group] as number)
      fitted += square / count
      left += (square - (squares[group] as number)) / (count - 1)
    }
    return fitted > 0 ? Math.min(1, Math.max(0, left / fitted)) : 1
  }

  #sumScores(scores: readonly Float64Array[], weights: Float64Array): void {
    const size = scores.length
    const groups = this.#rows.length
    if (this.#sums.length !== groups * size) this.#sums = new Float64Array(groups * size)
    scores.forEach((column, j) => {
      if (weights[j] === 0 || this.#summed[j] === column) return
      for (let group = 0; group < groups; group++) this.#sums[group * size + j] = 0
      addSums(this.#codes, this.#groupOf, column, this.#sums, j, size)
      this.#summed[j] = column
    })
  }
}

function addSums(codes: Int32Array, groupOf: Uint32Array, column: Float64Array, sums: Float64Array, j: number, size: number): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number
    if (code < 0) continue
    const index = (groupOf[code] as number) * size + j
    sums[index] = (sums[index] as number) + (column[i] as number)
  }
}

/**
 * Turns sums by group into centred and shrunken means, each times the root of its group's rows, and weighs every column by how much
 * of it the groups explain, so that the few columns that matter to this one decide. Returns these weights.
 */
function standardise(sums: Float64Array, rows: Float64Array, weights: Float64Array): Float64Array {
  const size = weights.length
  const total = rows.reduce((sum, count) => sum + count, 0)
  const result = new Float64Array(size)
  for (let j = 0; j < size; j++) {
    let mean = 0
    for (let group = 0; group < rows.length; group++) mean += (sums[group * size + j] as number) / total
    let explained = 0
    for (let group = 0; group < rows.length; group++) {
      const count = rows[group] as number
      const entry = (Math.sqrt(count) * ((sums[group * size + j] as number) - count * mean)) / (count + priorRows)
      sums[group * size + j] = entry
      explained += (entry * entry) / total
    }
    const weight = (weights[j] as number) * explained
    for (let group = 0; group < rows.length; group++) sums[group * size + j] = (sums[group * size + j] as number) * weight
    result[j] = weight
  }
  return result
}

/** The direction in which the rows of a matrix stretch most (its leading right singular vector), starting at its longest column. */
function leadingDirection(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const direction = new Float64Array(columns)
  direction[longestColumn(matrix, rows, columns)] = 1
  const next = new Float64Array(columns)
  for (let step = 0; step < powerSteps; step++) {
    next.fill(0)
    for (let i = 0; i < rows; i++) {
      let projection = 0
      for (let j = 0; j < columns; j++) projection += (matrix[i * columns + j] as number) * (direction[j] as number)
      for (let j = 0; j < columns; j++) next[j] = (next[j] as number) + projection * (matrix[i * columns + j] as number)
    }
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0))
    if (length === 0) break
    for (let j = 0; j < columns; j++) direction[j] = (next[j] as number) / length
  }
  return direction
}

function longestColumn(matrix: Float64Array, rows: number, columns: number): number {
  let longest = 0
  let greatest = -1
  for (let j = 0; j < columns; j++) {
    let length = 0
    for (let i = 0; i < rows; i++) length += (matrix[i * columns + j] as number) * (matrix[i * columns + j] as number)
    if (length > greatest) {
      greatest = length
      longest = j
    }
  }
  return longest
}
