/** A predictor of a linear model: numbers (missing NaN), or codes in [0, levels) (missing -1). */
export type DesignColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'level'; readonly codes: ArrayLike<number>; readonly levels: number }

/** How columns become coefficients, learned from training rows and applied to any rows. Plain data. */
export interface DesignPlan {
  readonly columns: readonly ColumnPlan[]
  /** Coefficients beside the intercept. */
  readonly width: number
}

/** `at`: the coefficient of the number or of level 0. `missingAt`: that of a missing value; -1 where training rows have none. */
type ColumnPlan =
  | { readonly kind: 'number'; readonly at: number; readonly missingAt: number; readonly centre: number; readonly scale: number }
  | { readonly kind: 'level'; readonly at: number; readonly missingAt: number; readonly levels: number; readonly reference: number }

/**
 * Rows of a linear model, column by column and without their zeros: a number times one coefficient, or one coefficient out of many.
 * A column of 10,000 levels costs one number a row.
 */
export interface Design {
  readonly rows: number
  readonly width: number
  readonly numbers: readonly { readonly at: number; readonly values: Float64Array }[]
  /** For each row the coefficient that applies; -1 where none does. */
  readonly levels: readonly Int32Array[]
}

/**
 * The plan for these columns: numbers less their mean and divided by their standard deviation, a coefficient for every level, and one
 * for "missing" where a value is. `reference` leaves out the most frequent level of each column, so that the others are compared with
 * it and all coefficients are determined even without a penalty.
 */
export function planDesign(columns: readonly DesignColumn[], { reference = false }: { readonly reference?: boolean } = {}): DesignPlan {
  let width = 0
  const take = (count: number) => {
    width += count
    return width - count
  }
  const plans = columns.map((column): ColumnPlan => {
    if (column.kind === 'number') {
      const at = take(1)
      return { kind: 'number', at, missingAt: column.values.some(Number.isNaN) ? take(1) : -1, ...centreAndScale(column.values) }
    }
    const { counts, missing } = countLevels(column)
    const at = take(column.levels)
    const mostFrequent = counts.reduce((best, count, level) => (count > counts[best] ? level : best), 0)
    return { kind: 'level', at, levels: column.levels, missingAt: missing ? take(1) : -1, reference: reference ? mostFrequent : -1 }
  })
  return { columns: plans, width }
}

/** The rows of these columns under a plan. A missing number counts as the mean, and a level beyond those planned for as nothing. */
export function makeDesign({ columns: plans, width }: DesignPlan, columns: readonly DesignColumn[]): Design {
  const numbers: { at: number; values: Float64Array }[] = []
  const levels: Int32Array[] = []
  let rows = 0
  columns.forEach((column, index) => {
    const plan = plans[index]
    if (plan?.kind === 'number' && column.kind === 'number') {
      rows = column.values.length
      numbers.push({ at: plan.at, values: standardised(column.values, plan.centre, plan.scale) })
      if (plan.missingAt >= 0) levels.push(whereMissing(column.values, plan.missingAt))
    } else if (plan?.kind === 'level' && column.kind === 'level') {
      rows = column.codes.length
      levels.push(placesOf(column.codes, plan))
    } else throw new RangeError(`column ${index} isn't of the kind it was planned as`)
  })
  return { rows, width, numbers, levels }
}

function whereMissing(values: Float64Array, missingAt: number): Int32Array {
  const places = new Int32Array(values.length)
  for (let row = 0; row < places.length; row++) places[row] = Number.isNaN(values[row]) ? missingAt : -1
  return places
}

function placesOf(codes: ArrayLike<number>, { at, missingAt, reference, levels }: Extract<ColumnPlan, { kind: 'level' }>): Int32Array {
  const places = new Int32Array(codes.length)
  for (let row = 0; row < places.length; row++) {
    const code = codes[row]
    places[row] = code < 0 ? missingAt : code === reference || code >= levels ? -1 : at + code
  }
  return places
}

/** The design of the rows at these positions. */
export function takeDesign(design: Design, positions: ArrayLike<number>): Design {
  return {
    rows: positions.length,
    width: design.width,
    numbers: design.numbers.map(({ at, values }) => ({ at, values: taken(values, positions, new Float64Array(positions.length)) })),
    levels: design.levels.map((codes) => taken(codes, positions, new Int32Array(positions.length))),
  }
}

function taken<Values extends Float64Array | Int32Array>(values: Values, positions: ArrayLike<number>, into: Values): Values {
  for (let i = 0; i < into.length; i++) into[i] = values[positions[i]]
  return into
}

/** Each row's sum of coefficients times what they apply to, into `into`; the intercept is the last of `coefficients`. */
export function linearScores({ rows, width, numbers, levels }: Design, coefficients: Float64Array, into: Float64Array): void {
  into.fill(coefficients[width])
  for (const { at, values } of numbers) {
    const coefficient = coefficients[at]
    for (let row = 0; row < rows; row++) into[row] += coefficient * values[row]
  }
  for (const codes of levels) {
    for (let row = 0; row < rows; row++) {
      const code = codes[row]
      if (code >= 0) into[row] += coefficients[code]
    }
  }
}

/** The transpose of `linearScores`: for each coefficient the sum over rows of `weights` times what it applies to, into `into`. */
export function weightedSums({ rows, width, numbers, levels }: Design, weights: Float64Array, into: Float64Array): void {
  into.fill(0)
  for (let row = 0; row < rows; row++) into[width] += weights[row]
  for (const { at, values } of numbers) {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += weights[row] * values[row]
    into[at] = sum
  }
  for (const codes of levels) {
    for (let row = 0; row < rows; row++) {
      const code = codes[row]
      if (code >= 0) into[code] += weights[row]
    }
  }
}

/** For each coefficient the sum over rows of `weights` times the square of what it applies to, the intercept last. */
export function weightedSquares(design: Design, weights: Float64Array): Float64Array {
  const squares = new Float64Array(design.width + 1)
  weightedSums({ ...design, numbers: [] }, weights, squares)
  for (const { at, values } of design.numbers) {
    let sum = 0
    for (let row = 0; row < design.rows; row++) sum += weights[row] * values[row] * values[row]
    squares[at] = sum
  }
  return squares
}

function countLevels({ codes, levels }: Extract<DesignColumn, { kind: 'level' }>): { counts: Float64Array; missing: boolean } {
  const counts = new Float64Array(levels)
  let missing = false
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    if (code < 0) missing = true
    else if (code < levels) counts[code] += 1
  }
  return { counts, missing }
}

/** Mean and standard deviation of the present numbers; 0 and 1 where there are none or they don't vary. */
function centreAndScale(values: Float64Array): { centre: number; scale: number } {
  // Scaled to at most 1, so that sums of huge numbers stay finite.
  let magnitude = 0
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > magnitude) magnitude = Math.abs(values[i])
  if (magnitude === 0) return { centre: 0, scale: 1 }
  let n = 0
  let mean = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] / magnitude
    if (Number.isNaN(value)) continue
    n++
    const delta = value - mean
    mean += delta / n
    squares += delta * (value - mean)
  }
  const deviation = Math.sqrt(squares / n) * magnitude
  return { centre: mean * magnitude, scale: deviation > 0 ? deviation : 1 }
}

function standardised(values: Float64Array, centre: number, scale: number): Float64Array {
  const result = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    // Divided before it is subtracted: the difference of two huge numbers may be infinite.
    result[i] = Number.isNaN(value) ? 0 : value / scale - centre / scale
  }
  return result
}
