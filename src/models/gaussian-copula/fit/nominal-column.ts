import { type LatentScores, rowScores } from './latent-scores.js'

/** Rows of a level below which it is placed together with all other such levels: its own mean would be noise. */
const fewRows = 5
/** Rows that every level is given with a score of 0, so that rare levels stay near the middle. */
const priorRows = 5
/** Steps towards the leading direction, at most, and the change after which it counts as found. */
const powerSteps = 60
const settled = 1e-12

/**
 * A nominal column, its levels to be put in the order in which they are most associated with the other columns: along the
 * direction that maximises the weighted sum of its squared correlations with their scores, found as in correspondence analysis
 * with the other columns held fixed; doing this for one column after the other is reciprocal averaging. A column counts by a
 * given weight and by the share of its variance that the levels explain. Scores have mean 0, and are 0 where a value is missing.
 * @see Hill 1974, Correspondence analysis: a neglected multivariate method
 * @see de Leeuw and Mair 2009, Gifi methods for optimal scaling in R
 */
export class NominalColumn {
  readonly codes: Int32Array
  /** Group of each level; group 0 holds all levels of few rows, every other level is one of its own. */
  readonly groupOf: Uint32Array
  /** Rows of each group, at least a small part of one. */
  readonly rows: Float64Array
  /** Sums of scores by group and column, and the scores they are of: most stay the same from round to round. */
  #sums = new Float64Array()
  #summed: (Float64Array | undefined)[] = []
  /** How often groups and the codes of another column meet, where its scores may change and there is room to keep that. */
  readonly #meetings = new Map<number, Uint32Array>()
  #room: number

  /** A column of codes with these counts. Keeps up to `room` counts, so that new scores of other levels need no look at the rows. */
  constructor(codes: Int32Array, counts: Uint32Array, room: number) {
    this.codes = codes
    this.groupOf = new Uint32Array(counts.length)
    const rows = [0]
    for (let level = 0; level < counts.length; level++) {
      const count = counts[level]
      if (count >= fewRows) this.groupOf[level] = rows.push(count) - 1
      else rows[0] += count
    }
    rows[0] = Math.max(rows[0], 1e-9)
    this.rows = Float64Array.from(rows)
    this.#room = room
  }

  /** The levels in order, and how much each column's scores count for it. */
  order(shown: readonly LatentScores[], weights: Float64Array): { order: Uint32Array; loadings: Float64Array } {
    const { rows, groupOf } = this
    const size = shown.length
    this.#sumScores(shown, weights)
    const profiles = this.#sums.slice()
    const applied = standardise(profiles, rows, weights)
    const direction = leadingDirection(profiles, rows.length, size)
    const places = rows.map((count, group) => {
      let sum = 0
      for (let j = 0; j < size; j++) sum += profiles[group * size + j] * direction[j]
      return sum / Math.sqrt(count)
    })
    const order = Uint32Array.from(groupOf, (_, level) => level)
    const placeOf = (level: number) => places[groupOf[level]]
    order.sort((a, b) => placeOf(a) - placeOf(b) || a - b)
    return { order, loadings: direction.map((value, j) => value * applied[j]) }
  }

  #sumScores(shown: readonly LatentScores[], weights: Float64Array): void {
    const size = shown.length
    const groups = this.rows.length
    if (this.#sums.length !== groups * size) this.#sums = new Float64Array(groups * size)
    shown.forEach((variable, j) => {
      if (weights[j] === 0 || this.#summed[j] === variable.scoreOf) return
      this.#summed[j] = variable.scoreOf
      for (let group = 0; group < groups; group++) this.#sums[group * size + j] = 0
      this.addSums(variable, j, this.#sums, size)
    })
  }

  /** Adds the scores of column j to its sums by group, which stand `size` apart. */
  protected addSums({ codes, scoreOf, scores }: LatentScores, j: number, sums: Float64Array, size: number): void {
    if (scores) {
      addScores(this.codes, this.groupOf, scores, sums, j, size)
      return
    }
    const meetings = this.#meetings.get(j) ?? this.#countMeetings(j, codes, scoreOf.length)
    if (meetings) sumMeetings(meetings, scoreOf, sums, j, size)
    else addScores(this.codes, this.groupOf, rowScores(codes, scoreOf), sums, j, size)
  }

  #countMeetings(j: number, others: Int32Array, levels: number): Uint32Array | null {
    const size = this.rows.length * levels
    if (size > this.#room) return null
    this.#room -= size
    const meetings = new Uint32Array(size)
    countMeetings(this.codes, this.groupOf, others, levels, meetings)
    this.#meetings.set(j, meetings)
    return meetings
  }
}

/** Sums by group of the scores of levels, from how often groups and levels meet. */
function sumMeetings(meetings: Uint32Array, scoreOf: Float64Array, sums: Float64Array, j: number, size: number): void {
  for (let at = 0, to = j; at < meetings.length; to += size) {
    let sum = 0
    for (let level = 0; level < scoreOf.length; level++) sum += meetings[at++] * scoreOf[level]
    sums[to] = sum
  }
}

function countMeetings(codes: Int32Array, groupOf: Uint32Array, others: Int32Array, levels: number, meetings: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    const other = others[i]
    if (code < 0 || other < 0) continue
    const index = groupOf[code] * levels + other
    meetings[index] += 1
  }
}

function addScores(codes: Int32Array, groupOf: Uint32Array, scores: Float64Array, sums: Float64Array, j: number, size: number): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    if (code < 0) continue
    const index = groupOf[code] * size + j
    sums[index] += scores[i]
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
    for (let group = 0; group < rows.length; group++) mean += sums[group * size + j] / total
    let explained = 0
    for (let group = 0; group < rows.length; group++) {
      const count = rows[group]
      const entry = (Math.sqrt(count) * (sums[group * size + j] - count * mean)) / (count + priorRows)
      sums[group * size + j] = entry
      explained += (entry * entry) / total
    }
    const weight = weights[j] * explained
    for (let group = 0; group < rows.length; group++) sums[group * size + j] *= weight
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
    for (let i = 0; i < rows; i++) addProjection(matrix, i * columns, direction, next)
    if (turnTo(direction, next) < settled) break
  }
  return direction
}

/** Adds a row of the matrix, times its product with the direction. */
function addProjection(matrix: Float64Array, start: number, direction: Float64Array, next: Float64Array): void {
  let projection = 0
  for (let j = 0; j < direction.length; j++) projection += matrix[start + j] * direction[j]
  for (let j = 0; j < direction.length; j++) next[j] += projection * matrix[start + j]
}

/** Gives the direction that of another vector, unless that is 0; returns the greatest change. */
function turnTo(direction: Float64Array, vector: Float64Array): number {
  let squares = 0
  for (let j = 0; j < vector.length; j++) squares += vector[j] * vector[j]
  if (squares === 0) return 0
  const length = Math.sqrt(squares)
  let change = 0
  for (let j = 0; j < vector.length; j++) {
    const value = vector[j] / length
    change = Math.max(change, Math.abs(value - direction[j]))
    direction[j] = value
  }
  return change
}

function longestColumn(matrix: Float64Array, rows: number, columns: number): number {
  let longest = 0
  let greatest = -1
  for (let j = 0; j < columns; j++) {
    let length = 0
    for (let i = 0; i < rows; i++) length += matrix[i * columns + j] * matrix[i * columns + j]
    if (length > greatest) {
      greatest = length
      longest = j
    }
  }
  return longest
}
