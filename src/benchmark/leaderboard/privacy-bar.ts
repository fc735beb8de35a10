import { gateLevel } from '../../attacks/evidence/gate.js'
import { attacks } from '../../attacks/index.js'
import { binomialTail } from '../../stats/tests/binomial.js'
import type { CellRecord } from '../run/record.js'
import { groupBy, mean } from './estimates.js'

/** Why a synthesizer has no rank: it copies rows or blends them by design, the attack gate speaks, or its rows are too near to those it learned. */
export type Barred = 'copies' | 'gate' | 'nearness'

/** Baselines of what copying gives, not competitors. */
const copying = new Set(['bootstrap', 'smote'])
/** Attacks on copies: see `judgeTrials`. */
const gate = new Set(attacks.filter(({ risk }) => risk === 'copies').map(({ name }) => name))
/** So rarely may the gate speak as often by chance. */
const significance = 0.01
/** Share nearer to training rows than to as many others, and what chance may add to it times the square root of the training rows: as the default model promises. */
const mostNear = 0.55
const usualError = 0.82

/** Whether what was measured keeps a synthesizer from a rank; null where it doesn't, or nothing was measured. */
export function barredBy(cells: readonly CellRecord[]): Barred | null {
  if (cells.some(({ synthesizer }) => copying.has(synthesizer))) return 'copies'
  const attacked = cells.filter((cell) => cell.attacks !== null)
  const alarms = attacked.filter((cell) => cell.attacks?.some(({ attack, verdict }) => gate.has(attack) && verdict === 'detected'))
  if (binomialTail(alarms.length, attacked.length, gateLevel) < significance) return 'gate'
  return [...groupBy(cells, ({ dataset }) => dataset).values()].some(isTooNear) ? 'nearness' : null
}

/** In the mean over the seeds of one dataset. Copies are counted on the scale from what chance gives (0) to all rows (1). */
function isTooNear(cells: readonly CellRecord[]): boolean {
  const found = cells.flatMap(({ closeness, rows }) =>
    closeness && rows ? [{ copied: closeness.copied, most: 2 * (mostNear - 0.5 + usualError / Math.sqrt(rows.training)) }] : [],
  )
  return found.length > 0 && mean(found.map(({ copied }) => copied)) > mean(found.map(({ most }) => most))
}
