import type { BinnedColumn, Bins } from './bins.js'
import { levelQuantiles, numberQuantiles, type Quantiles, shareScale } from './quantile.js'

/** The values that stand at `positions`, in [0, 1), of these states. */
export type BinValues = (states: ArrayLike<number>, positions: Float64Array) => Float64Array | Int32Array

/** Places keep off the ends of a stretch by this share of it, lest rounding puts them into the next one. */
const clearance = 1e-9

/** A function that draws values of a column from states of its bins: within a state they are spread as in the margin. */
export function createBinValues({ margin, bins }: BinnedColumn): BinValues {
  const quantiles =
    margin.present === 0 ? null : margin.kind === 'number' ? numberQuantiles(margin, shareScale) : levelQuantiles(margin, shareScale)
  const placeOf = placesInStates(bins)
  return (states, positions) => {
    const places = new Float64Array(positions.length)
    for (let row = 0; row < places.length; row++) places[row] = placeOf(states[row], positions[row])
    const values = margin.kind === 'number' ? new Float64Array(places.length) : new Int32Array(places.length)
    if (quantiles) (quantiles as Quantiles<Float64Array | Int32Array>)(places, values)
    if (bins.missing >= 0) {
      const gap = margin.kind === 'number' ? Number.NaN : -1
      for (let row = 0; row < values.length; row++) if (states[row] === bins.missing) values[row] = gap
    }
    return values
  }
}

/** The place in the margin of a position within a state; 0 for a missing value. */
function placesInStates(bins: Bins): (state: number, position: number) => number {
  const { from, to, state: stateOf, missing } = bins
  const first = new Uint32Array(bins.states + 1)
  for (let piece = 0; piece < stateOf.length; piece++) first[stateOf[piece] + 1] = piece + 1
  const masses = stateMasses(bins)
  return (state, position) => {
    if (state === missing) return 0
    let piece = first[state]
    const last = first[state + 1] - 1
    let rest = position * masses[state]
    let width = to[piece] - from[piece]
    while (piece < last && rest >= width) {
      rest -= width
      piece++
      width = to[piece] - from[piece]
    }
    const inside = Math.min(1 - clearance, Math.max(clearance, rest / width))
    return from[piece] + inside * width
  }
}

/** The share of the present rows in each state; 0 for the missing one. */
export function stateMasses({ states, from, to, state }: Bins): Float64Array {
  const masses = new Float64Array(states)
  for (let piece = 0; piece < from.length; piece++) {
    const at = state[piece]
    masses[at] = masses[at] + to[piece] - from[piece]
  }
  return masses
}
