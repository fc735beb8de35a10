import type { TreeStep } from '../../state.js'

type Values = Float64Array | Int32Array

/** How the open cells of a column follow from others. */
export interface Solution {
  /** By position among the rows: 1 where the cell follows. */
  readonly isSolved: Uint8Array
  /** Writes these cells, of all candidates of each row, from those of the columns before. */
  solve(cells: Float64Array, before: ReadonlyMap<string, Values>, candidates: number): void
}

/**
 * By column, how its open cells follow from a known sum: of the terms of a computed column that is known itself, the last open one to be
 * drawn is what the others leave of it.
 */
export function solvedTerms(
  steps: readonly TreeStep[],
  open: ReadonlyMap<string, Uint8Array>,
  known: ReadonlyMap<string, Values>,
  rows: Int32Array,
): Map<string, Solution> {
  const solutions = new Map<string, Solution>()
  for (const { name, identity } of steps) {
    if (!identity) continue
    const order = steps.filter((step) => identity.terms.some((term) => term.name === step.name)).map((step) => step.name)
    const totals = known.get(name) as Float64Array
    const lastOpen = Array.from(rows, (row) => {
      const others = [...identity.terms.map((term) => term.name), name].filter((other) => open.get(other)?.[row] !== 1)
      const isKnown = open.get(name)?.[row] !== 1 && others.every((other) => !Number.isNaN(known.get(other)?.[row]))
      return isKnown ? order.findLast((term) => open.get(term)?.[row] === 1) : undefined
    })
    for (const term of order) {
      // A column that follows from two sums is taken from the first.
      if (solutions.has(term) || !lastOpen.includes(term)) continue
      const isSolved = Uint8Array.from(lastOpen, (last) => (last === term ? 1 : 0))
      const solve: Solution['solve'] = (cells, before, candidates) => {
        const own = identity.terms.find((other) => other.name === term) as { sign: 1 | -1 }
        rows.forEach((row, i) => {
          if (!isSolved[i]) return
          for (let at = i * candidates; at < (i + 1) * candidates; at++) {
            let rest = totals[row] - identity.constant
            for (const other of identity.terms) {
              if (other.name === term) continue
              const isBefore = before.has(other.name)
              rest -= other.sign * ((isBefore ? before.get(other.name)?.[at] : known.get(other.name)?.[row]) as number)
            }
            cells[at] = Math.round(own.sign * rest * identity.scale) / identity.scale + 0
          }
        })
      }
      solutions.set(term, { isSolved, solve })
    }
  }
  return solutions
}
