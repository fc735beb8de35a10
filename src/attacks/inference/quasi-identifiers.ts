import type { Attacked } from '../attacked.js'
import { coarseColumn, equivalenceClasses } from './classes.js'

/** Share of holdout people whose class must be found among the synthetic rows for another column to be taken along. */
const leastMatched = 0.5
const mostColumns = 6

/**
 * The columns by which an attacker looks people up, roughly known: those that were named; else one after the other the column that best tells
 * the secret, as long as half of the holdout rows still find their like among the synthetic ones. Training rows have no say in it.
 */
export function quasiIdentifiers(attacked: Attacked, secret: string): readonly string[] {
  if (attacked.known) return attacked.known.filter((name) => name !== secret)
  return attacked.memo(`quasi-identifiers ${secret}`, [attacked], () => {
    const names = attacked.columns.map(({ name }) => name).filter((name) => name !== secret)
    const telling = new Map(names.map((name) => [name, tellingOf(attacked, name, secret)]))
    const ordered = names.sort((a, b) => (telling.get(b) as number) - (telling.get(a) as number))
    const chosen: string[] = []
    for (const name of ordered) {
      if (chosen.length === mostColumns) break
      if (chosen.length === 0 || matchedShare(attacked, [...chosen, name]) >= leastMatched) chosen.push(name)
    }
    return chosen
  })
}

function matchedShare(attacked: Attacked, names: readonly string[]): number {
  const { count, controls, synthetic } = equivalenceClasses(attacked, names)
  const held = new Uint8Array(count)
  for (const own of synthetic) held[own] = 1
  return controls.length === 0 ? 0 : controls.reduce((sum, own) => sum + held[own], 0) / controls.length
}

/** Chance that the commonest secret of a synthetic row's code is its own: how well one column foretells another. */
function tellingOf(attacked: Attacked, name: string, secret: string): number {
  const [from, to] = [coarseColumn(attacked, name), coarseColumn(attacked, secret)]
  const [codes, values] = [from.parts[2], to.parts[2]]
  const counts = new Map<number, number>()
  const best = new Map<number, number>()
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    const key = code * to.count + values[row]
    const now = (counts.get(key) ?? 0) + 1
    counts.set(key, now)
    if (now > (best.get(code) ?? 0)) best.set(code, now)
  }
  let right = 0
  for (const most of best.values()) right += most
  // A key of its own for every row foretells everything and nothing.
  return (right - best.size) / Math.max(1, codes.length)
}
