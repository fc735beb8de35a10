import { drawPositions } from '../evaluate/tables/align.js'
import type { Table } from '../table/table.js'
import type { Attacked } from './attacked.js'

/** At most so many training rows and as many holdout rows, drawn by this stream. */
export function drawTargets(
  { targets, controls, rng }: Attacked,
  most: number,
  ...stream: readonly number[]
): { readonly own: Table; readonly other: Table } {
  return {
    own: targets.take(drawPositions(targets.rows, most, rng.split(...stream, 0)).sort()),
    other: controls.take(drawPositions(controls.rows, most, rng.split(...stream, 1)).sort()),
  }
}
