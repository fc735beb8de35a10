import { nearestRows } from '../../learn/neighbours/neighbours.js'
import { binomialTail } from '../../stats/tests/binomial.js'
import type { Attacked } from '../attacked.js'
import { fewestTargets, impossibleTrial, residualOf, shareOf, tooWide } from '../evidence/rates.js'
import type { Attack, Trial } from '../finding.js'
import { joinMixed, takeMixed } from './mixed-rows.js'
import { rareRows, rounding } from './rare-rows.js'

/** A synthetic row is a near copy of a real row where it lies nearer to it than this share of the way to the next real row. */
export const nearShare = 0.5

/** Rare real rows of either table, and which of them a synthetic row copies. */
export interface CopiedRareRows {
  /** Positions among the targets. */
  readonly exact: readonly number[]
  readonly near: readonly number[]
}

/**
 * The gate: synthetic rows that equal or nearly equal a rare training row, against those that do so to a rare holdout row. Each rare row counts
 * once, and only pairs that differ count: McNemar's exact test, one-sided.
 */
export const copies: Attack = {
  name: 'copies',
  title: 'Copies of rare rows',
  risk: 'copies',
  plain:
    'Looks for synthetic rows that are, or nearly are, a real row that stands alone. Some are so by chance: how many, the holdout tells.',
  references: [
    { author: 'McNemar, Q.', year: 1947, title: 'Note on the sampling error of the difference between correlated proportions' },
    {
      author: 'Ganev, G. and De Cristofaro, E.',
      year: 2023,
      title: 'The Inadequacy of Similarity-based Privacy Metrics',
      url: 'https://arxiv.org/abs/2312.05114',
    },
  ],
  run(attacked) {
    const { rows } = rareRows(attacked)
    const own = ownOf(attacked, rows)
    const size = { own: own.filter(Boolean).length, other: own.filter((is) => !is).length }
    const hits = copiedRows(attacked)
    return (['exact', 'near'] as const).map((kind): Trial => {
      const target = `${kind === 'exact' ? 'exact' : 'exact and near'} copies of rare ${attacked.unit}s`
      if (size.own < fewestTargets || size.other < fewestTargets) {
        return impossibleTrial(
          copies,
          target,
          `only ${size.own} rare training and ${size.other} rare holdout ${attacked.unit}s without an equal, and fewer than ${fewestTargets} say nothing`,
        )
      }
      const [a, c] = [count(hits[kind], own, true), count(hits[kind], own, false)]
      const [rate, control] = [
        { successes: a, of: size.own },
        { successes: c, of: size.other },
      ]
      const residual = residualOf(rate, control)
      return {
        ...{ attack: copies.name, title: copies.title, risk: copies.risk, target, residual },
        ...{ rate: shareOf(rate), baseline: null, control: shareOf(control) },
        p: binomialTail(a, a + c, size.own / (size.own + size.other)),
        weak: tooWide(residual),
      }
    })
  },
}

/** Rare training rows that a synthetic row copies, most isolated first. */
export function copiedTargets(attacked: Attacked): CopiedRareRows {
  const { rows } = rareRows(attacked)
  const { exact, near } = copiedRows(attacked)
  const targets = (hit: Uint8Array) => [...rows].filter((row, i) => hit[i] === 1 && row < attacked.targets.rows)
  return { exact: targets(exact), near: targets(near) }
}

function copiedRows(attacked: Attacked): { readonly exact: Uint8Array; readonly near: Uint8Array } {
  return attacked.memo('copied rows', [attacked], () => {
    const { targets, controls, everySynthetic } = attacked
    const { rows, gaps } = rareRows(attacked)
    const pool = joinMixed(attacked.mixed(targets), attacked.mixed(controls))
    const { distances } = nearestRows(takeMixed(pool, rows), attacked.mixed(everySynthetic))
    const near = new Uint8Array(rows.length)
    const exact = new Uint8Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      const distance = distances[i]
      exact[i] = distance < rounding ? 1 : 0
      near[i] = distance < Math.max(rounding, nearShare * gaps[i]) ? 1 : 0
    }
    return { exact, near }
  })
}

function ownOf({ targets }: Attacked, rows: Int32Array): boolean[] {
  return [...rows].map((row) => row < targets.rows)
}

function count(hit: Uint8Array, own: readonly boolean[], side: boolean): number {
  return own.reduce((sum, is, i) => sum + (is === side ? hit[i] : 0), 0)
}
