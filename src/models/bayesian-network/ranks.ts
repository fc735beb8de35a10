import { countCombinations, type Variable } from './variable.js'

/** Steps of the power iteration; the order of states settles long before the numbers do. */
const steps = 30

/**
 * The rank of each state of a parent in the order in which a tree splits them: its own, if it has one, or else that of the first
 * axis of the correspondence analysis with the child, which puts states with like consequences side by side.
 * @see Greenacre, 1984, Theory and applications of correspondence analysis
 */
export function stateRanks(parent: Variable, child: Variable): Uint16Array {
  return ranksOfCounts(() => countCombinations([parent, child], parent.states * child.states), parent, child)
}

/** The same where the rows of each state of the parent and the child, which runs faster, are known. */
export function ranksOfCounts(countsOf: () => Uint32Array, parent: Omit<Variable, 'codes'>, child: Omit<Variable, 'codes'>): Uint16Array {
  if (parent.ordered || parent.states < 3) return Uint16Array.from({ length: parent.states }, (_, state) => state)
  const scores = firstAxis(countsOf(), parent.states, child.states)
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b] || a - b)
  const ranks = new Uint16Array(parent.states)
  order.forEach((state, rank) => {
    ranks[state] = rank
  })
  return ranks
}

/** The scores of a table's rows on its first axis: proportional to their mean of the columns' scores. */
function firstAxis(counts: Uint32Array, rows: number, columns: number): Float64Array {
  const rowTotals = new Float64Array(rows)
  const columnTotals = new Float64Array(columns)
  for (let cell = 0; cell < counts.length; cell++) {
    const row = Math.floor(cell / columns)
    rowTotals[row] += counts[cell]
    columnTotals[cell - row * columns] += counts[cell]
  }
  const scores = new Float64Array(rows)
  const columnScores = startingScores(counts, rowTotals, columnTotals)
  for (let step = 0; step < steps; step++) {
    centre(columnScores, columnTotals)
    average(scores, counts, columnScores, columns, rowTotals)
    columnScores.fill(0)
    for (let cell = 0; cell < counts.length; cell++) {
      const row = Math.floor(cell / columns)
      const column = cell - row * columns
      columnScores[column] += counts[cell] * scores[row]
    }
    let largest = 0
    for (let column = 0; column < columns; column++) {
      const total = columnTotals[column]
      columnScores[column] = total > 0 ? columnScores[column] / total : 0
      largest = Math.max(largest, Math.abs(columnScores[column]))
    }
    if (largest === 0) break
    for (let column = 0; column < columns; column++) columnScores[column] /= largest
  }
  return scores
}

/** Scores that set the column apart that is least evenly spread over the rows. */
function startingScores(counts: Uint32Array, rowTotals: Float64Array, columnTotals: Float64Array): Float64Array {
  const columns = columnTotals.length
  const total = rowTotals.reduce((sum, count) => sum + count, 0)
  const inertia = new Float64Array(columns)
  for (let cell = 0; cell < counts.length; cell++) {
    const row = Math.floor(cell / columns)
    const column = cell - row * columns
    const expected = (rowTotals[row] * columnTotals[column]) / total
    const excess = counts[cell] - expected
    if (expected > 0) inertia[column] += (excess * excess) / expected
  }
  let most = 0
  for (let column = 1; column < columns; column++) if (inertia[column] > inertia[most]) most = column
  const scores = new Float64Array(columns)
  scores[most] = 1
  return scores
}

function centre(scores: Float64Array, weights: Float64Array): void {
  let total = 0
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    total += weights[i]
    sum += weights[i] * scores[i]
  }
  for (let i = 0; i < scores.length; i++) scores[i] -= sum / total
}

function average(target: Float64Array, counts: Uint32Array, scores: Float64Array, columns: number, totals: Float64Array): void {
  for (let row = 0; row < target.length; row++) {
    let sum = 0
    for (let column = 0; column < columns; column++) sum += counts[row * columns + column] * scores[column]
    target[row] = totals[row] > 0 ? sum / totals[row] : 0
  }
}
