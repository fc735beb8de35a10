import { satisfies } from '../../constraints/domains/condition.js'
import { ConstraintError } from '../../errors.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import { concatTables, type Table } from '../../table/table.js'
import { type Solving, weighedSolutions } from '../relations/solve.js'
import type { DrawnUnits, StatePart } from '../shell/sample.js'
import type { Evidence, FittedModel, Synthesizer } from '../synthesizer.js'

/** Keeps the choice of solutions apart from the draws. */
const solvingStream = -19

type Drawn = Omit<DrawnUnits, 'starts'>

/** What parts are drawn with; the state of the model is the one that isn't conditioned. */
export interface PartsDrawing {
  readonly synthesizer: Synthesizer
  readonly model: FittedModel
  readonly modelled: Schema
}

/** Rows of several states, each row of one by its share. */
export function drawnOfParts(parts: readonly StatePart[], rows: number, rng: Rng, drawing: PartsDrawing): Drawn {
  const chosen = Int32Array.from({ length: rows }, () => {
    let left = rng.uniform()
    const part = parts.findIndex(({ share }) => {
      left -= share
      return left < 0
    })
    return part < 0 ? parts.length - 1 : part
  })
  const counts = parts.map((_, part) => chosen.reduce((count, own) => count + (own === part ? 1 : 0), 0))
  const next = counts.map((_, part) => counts.slice(0, part).reduce((sum, count) => sum + count, 0))
  const drawn = parts.flatMap((part, i) => (counts[i] ? [drawnOfPart(part, counts[i], rng.split(i), drawing)] : []))
  const positions = chosen.map((part) => {
    const at = next[part]
    next[part] = at + 1
    return at
  })
  const outside = drawn.flatMap(({ refused = [] }) => Array.from(refused))
  const table = concatTables(drawn.map((own) => own.table)).take(positions)
  return { table, refused: Uint8Array.from(positions, (at) => outside[at]) }
}

function drawnOfPart({ state, within = [], solve }: StatePart, count: number, rng: Rng, drawing: PartsDrawing): Drawn {
  const { synthesizer, model, modelled } = drawing
  try {
    const table = synthesizer.sampleBlock(state, modelled, count, rng)
    const refused = outsideOf(table, within)
    return solve ? solvedRows(table, refused, solve, drawing, rng.split(solvingStream)) : { table, refused }
  } catch (error) {
    // A model that is conditioned approximately may find none among few rows.
    if (!(error instanceof ConstraintError)) throw error
    return { table: synthesizer.sampleBlock(model.state, modelled, count, rng), refused: new Uint8Array(count).fill(1) }
  }
}

/** Rows with one column solved from the others; those are refused that have no solution, or by chance too improbable a one. */
function solvedRows(table: Table, outside: Uint8Array, solving: Solving, drawing: PartsDrawing, rng: Rng): Drawn {
  const { table: solved, weights } = weighedSolutions(table, solving, drawing, outside, rng)
  const choice = rng.split(solvingStream)
  return { table: solved, refused: Uint8Array.from(weights, (weight) => (choice.uniform() * solving.bound < weight ? 0 : 1)) }
}

/** 1 for each row that doesn't satisfy conditions on numbers. */
export function outsideOf(table: Table, within: Evidence): Uint8Array {
  const refused = new Uint8Array(table.rows)
  for (const condition of within) {
    const { values } = table.column(condition.column)
    for (let row = 0; row < refused.length; row++)
      if (!satisfies(condition, Number.isNaN(values[row]) ? null : values[row])) refused[row] = 1
  }
  return refused
}
