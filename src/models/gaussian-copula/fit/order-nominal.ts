import type { LevelMargin } from '../../../encode/level-margin.js'
import type { Margin } from '../../../encode/margin.js'
import type { Work } from '../../../learn/turn.js'
import type { ColumnSchema } from '../../../table/schema.js'
import { type LatentScores, rowScores } from './latent-scores.js'
import { NominalColumn } from './nominal-column.js'
import { reliabilitiesOf } from './reliability.js'
import { levelScores } from './scores.js'

/** Rounds in which the levels of all nominal columns are put in order, each given the others. */
const orderRounds = 4
/** Counts that all nominal columns together keep of how often their levels meet (16 MB). */
const mostCounts = 1 << 22

/**
 * Puts the levels of nominal columns, those whose scores may still change, in order; updates their margins and scores in place. Returns
 * the reliability of every variable.
 */
export function* orderNominal(
  shown: LatentScores[],
  margins: Margin[],
  roles: readonly ColumnSchema['role'][],
  varies: readonly boolean[],
  targetWeight: number,
): Work<Float64Array> {
  const reliabilities = new Float64Array(shown.length).fill(1)
  const positions = [...shown.keys()].filter((i) => shown[i]?.scores === null)
  if (positions.length === 0) return reliabilities
  const room = Math.floor(mostCounts / positions.length)
  const columns = positions.map((i) => new NominalColumn(shown[i].codes, (margins[i] as LevelMargin).counts, room))
  yield
  const loadings = yield* orderNominals(columns, positions, shown, margins, weigher(shown, roles, varies, targetWeight))
  positions.forEach((i) => {
    const { codes, scoreOf } = shown[i]
    shown[i] = { codes, scoreOf, scores: rowScores(codes, scoreOf) }
  })
  const scores = shown.map((variable) => variable.scores as Float64Array)
  reliabilitiesOf(columns, loadings, scores).forEach((reliability, k) => {
    reliabilities[positions[k]] = reliability
  })
  return reliabilities
}

/** Orders one column after the other, those at `positions`, until no order changes; returns how much each variable's scores count for each of them. */
export function* orderNominals(
  columns: readonly NominalColumn[],
  positions: readonly number[],
  shown: LatentScores[],
  margins: Margin[],
  weightsFor: (position: number) => Float64Array,
): Work<Float64Array[]> {
  const loadings: Float64Array[] = []
  for (let round = 0, changed = true; changed && round < orderRounds; round++) {
    changed = false
    for (const [k, column] of columns.entries()) {
      yield
      const i = positions[k]
      const found = column.order(shown, weightsFor(i))
      loadings[k] = found.loadings
      const margin = margins[i] as LevelMargin
      if (margin.order?.every((level, position) => level === found.order[position])) continue
      changed = true
      const ordered = { ...margin, order: found.order }
      margins[i] = ordered
      shown[i] = { ...shown[i], scoreOf: levelScores(ordered) }
    }
  }
  return loadings
}

/** Gives the weights of all variables for the order of one of them. */
export function weigher(
  shown: readonly LatentScores[],
  roles: readonly ColumnSchema['role'][],
  varies: readonly boolean[],
  targetWeight: number,
): (position: number) => Float64Array {
  // Columns without an order say nothing yet, unless there are no others.
  const known = shown.map(({ scores }, i) => scores !== null && varies[i] === true)
  if (!known.includes(true)) known.fill(true)
  return (position) => {
    const weights = Float64Array.from(known, (isKnown, j) => (j === position || !isKnown ? 0 : roles[j] === 'target' ? targetWeight : 1))
    known[position] = true
    return weights
  }
}
