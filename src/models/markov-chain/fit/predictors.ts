import { type ChainLayout, outlineOf } from '../layout.js'
import { type BaseNumbers, type Predictor, views } from './bases.js'

/** The outline of a sequence, and its length where the outline doesn't say it. */
export function sequencePredictors(numbers: BaseNumbers, layout: ChainLayout): Predictor[] {
  const outline = outlineOf(layout).map((_, i) => numbers.outline(i))
  return [...outline, ...(layout.lengthAhead ? [] : [numbers.length])].map((base) => ({ base, view: views.sequence }))
}

/**
 * What the time of a row goes by: how far the sequence is, the times before, the row before, and the states (seen in the base `state`),
 * its own if it `knowsState`.
 */
export function timePredictors(numbers: BaseNumbers, state: number, dynamics: number, knowsState: boolean): Predictor[] {
  const { now, last, beforeLast, sameState } = views
  return unlike([
    ...(knowsState ? [{ base: state, view: now, always: true }] : []),
    ...[state, numbers.gap, numbers.left, numbers.leftPerRow].map((base) => ({ base, view: last, always: true })),
    ...[numbers.position, numbers.remaining].map((base) => ({ base, view: now })),
    ...[numbers.time, numbers.elapsed, numbers.pace].map((base) => ({ base, view: last })),
    ...[state, numbers.gap].map((base) => ({ base, view: beforeLast })),
    ...(knowsState ? [numbers.gap, numbers.time].map((base) => ({ base, view: sameState })) : []),
    ...Array.from({ length: dynamics }, (_, i) => ({ base: numbers.column(i), view: last })),
  ])
}

/**
 * What a column of a row goes by: its own past (the rows before, the last one in the same state, the mean), the row before,
 * the time, and the columns drawn before it. Only a column that `knowsState` of the row can look at it and at the last row in it.
 */
export function columnPredictors(
  numbers: BaseNumbers,
  state: number,
  dynamics: number,
  own: number,
  before: readonly number[],
  knowsState: boolean,
): Predictor[] {
  const { now, last, beforeLast, sameState } = views
  const column = numbers.column(own)
  return unlike([
    { base: column, view: last, always: true },
    ...(knowsState
      ? [
          { base: column, view: sameState, always: true },
          { base: state, view: now, always: true },
        ]
      : [{ base: numbers.gap, view: now, always: true }]),
    ...[column, state].map((base) => ({ base, view: beforeLast })),
    ...[state, numbers.gap, ...Array.from({ length: dynamics }, (_, i) => numbers.column(i))].map((base) => ({ base, view: last })),
    ...[
      numbers.mean(own),
      numbers.position,
      numbers.remaining,
      numbers.time,
      numbers.elapsed,
      numbers.gap,
      numbers.pace,
      numbers.left,
      numbers.leftPerRow,
    ].map((base) => ({
      base,
      view: now,
    })),
    ...before.map((dynamic) => ({ base: numbers.column(dynamic), view: now })),
  ])
}

/** Each predictor once. */
function unlike(predictors: readonly Predictor[]): Predictor[] {
  return predictors.filter(({ base, view }, i) => predictors.findIndex((other) => other.base === base && other.view === view) === i)
}
