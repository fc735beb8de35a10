import { fisherTail } from './binomial.js'
import { chiSquaredAbove } from './chi-squared.js'

/** Rows of a cell, of both tables, from which on chi-squared holds. */
const fewestRows = 10
/** Rows of a cell, of both tables, up to which it is tested exactly; of more, its own chi-squared is as good. */
const mostExact = 200

/**
 * How probable counts of two tables over the same cells are so far apart, if both tables are of one distribution: by chi-squared; cells of
 * fewer than ten rows count as one. 1 with fewer than two cells.
 */
export function sameLawAbove(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [rowsA, rowsB] = [sumOf(a), sumOf(b)]
  const rest: [number, number] = [0, 0]
  let [sum, cells] = [0, 0]
  const add = (own: number, other: number) => {
    if (own + other === 0) return
    sum += (own * rowsB - other * rowsA) ** 2 / ((own + other) * rowsA * rowsB)
    cells++
  }
  for (let cell = 0; cell < a.length; cell++) {
    const [own, other] = [a[cell], b[cell]]
    if (own + other >= fewestRows) add(own, other)
    else {
      rest[0] += own
      rest[1] += other
    }
  }
  add(...rest)
  return cells < 2 || rowsA === 0 || rowsB === 0 ? 1 : chiSquaredAbove(sum, cells - 1)
}

/** How probable so different counts of a cell are, `a` of `n` rows and `c` of `m`, if both tables are of one distribution: two-sided. */
export function sameShareAbove(a: number, n: number, c: number, m: number): number {
  if (n === 0 || m === 0 || a + c === 0 || a + c === n + m) return 1
  const [few, of, others, ofOthers] = a + c > (n + m) / 2 ? [n - a, n, m - c, m] : [a, n, c, m]
  if (few + others <= mostExact) {
    const isMore = few * ofOthers > others * of
    return Math.min(1, 2 * (isMore ? fisherTail(few, of, others, ofOthers) : fisherTail(others, ofOthers, few, of)))
  }
  const total = n + m
  const marked = a + c
  return chiSquaredAbove((total * (a * m - c * n) ** 2) / (n * m * marked * (total - marked)), 1)
}

/**
 * As `sameLawAbove`, and as surely for rare cells: twice the smaller of that probability and of the least probable single cell, times the
 * number of cells.
 */
export function sameCellsAbove(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [rowsA, rowsB] = [sumOf(a), sumOf(b)]
  let [least, cells] = [1, 0]
  for (let cell = 0; cell < a.length; cell++) {
    const [own, other] = [a[cell], b[cell]]
    if (own + other === 0) continue
    cells++
    // A cell that is as rare as chance has it would only cost time.
    if (Math.abs(own * rowsB - other * rowsA) > 2 * Math.sqrt((own + other) * rowsA * rowsB))
      least = Math.min(least, sameShareAbove(own, rowsA, other, rowsB))
  }
  return cells < 2 ? 1 : Math.min(1, 2 * Math.min(sameLawAbove(a, b), cells * least))
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) sum += counts[i]
  return sum
}
