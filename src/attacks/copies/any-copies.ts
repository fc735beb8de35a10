import { drawPositions } from '../../evaluate/tables/align.js'
import { nearestRows, nearestSeveral } from '../../learn/neighbours/neighbours.js'
import type { Attacked } from '../attacked.js'
import { countMarked, type ExchangeSides, leastTail, sumTail, topLooks } from '../evidence/exchange.js'
import { fewestTargets, impossibleTrial, markTrial } from '../evidence/rates.js'
import type { Attack, Trial } from '../finding.js'
import { nearShare } from './copies.js'
import { equalKeys, excessScores, type MatchedCounts, matchedCounts, moreThanOthers, repeatedUnits } from './matched-counts.js'
import { joinMixed, takeMixed } from './mixed-rows.js'
import { rounding } from './rare-rows.js'

/** Units of either side whose nearest rows are looked for at most. */
const mostNear = 5000
const streams = { sum: 16, repeats: 17, near: 18 } as const

/**
 * The gate for rows that do not stand alone: of each real row it counts the synthetic ones that equal it and the real ones that do, so that what is common is expected
 * to recur, and only what recurs more than that speaks. All tests are by exchange of training and holdout.
 */
export const anyCopies: Attack = {
  name: 'copies-any',
  title: 'Copies of any record, common ones too',
  risk: 'copies',
  plain:
    'Counts how often each real record recurs among the synthetic ones, against how common it is: in all, more than twice, and nearly. Common records recur by chance; how often, the holdout tells.',
  references: [
    { author: 'Besag, J. and Clifford, P.', year: 1991, title: 'Sequential Monte Carlo p-values' },
    { author: 'Tarone, R. E.', year: 1990, title: 'A modified Bonferroni method for discrete data' },
  ],
  run: (attacked) => [...equalTrials(attacked), nearCopiesTrial(attacked)],
}

/** How many real and how many synthetic units equal each real one, targets first. */
export function equalCounts(attacked: Attacked): MatchedCounts {
  return attacked.memo('equal units', [attacked], () => {
    const [own, other, made] = attacked.keys
    const real = new Float64Array(own.length + other.length)
    real.set(own)
    real.set(other, own.length)
    return matchedCounts(equalKeys(real, made))
  })
}

function equalTrials(attacked: Attacked): Trial[] {
  const { targets, controls, unit, rng } = attacked
  const sides = { own: targets.rows, other: controls.rows }
  const counts = equalCounts(attacked)
  const repeated = repeatedUnits(counts)
  return [
    markTrial(anyCopies, {
      target: `exact copies of any ${unit}, beyond what is common`,
      ...{ marks: moreThanOthers(counts), sides, p: sumTail(excessScores(counts), sides, rng.split(streams.sum)) },
    }),
    markTrial(anyCopies, {
      target: `${unit}s repeated more than they are common`,
      ...{ marks: repeated, sides, p: sumTail(Float64Array.from(repeated), sides, rng.split(streams.repeats)) },
    }),
  ]
}

/** Real rows of either side, and how near the nearest synthetic row is to each, of the way to the next real one. */
interface NearRatios {
  readonly ratios: Float64Array
  readonly sides: ExchangeSides
}

/** Of as many rows of either side, at random; null where these are too few. */
function nearRatios(attacked: Attacked): NearRatios | null {
  return attacked.memo('near ratios', [attacked], () => {
    const { targets, controls, everySynthetic, rng } = attacked
    const size = Math.min(targets.rows, controls.rows, mostNear)
    if (size < fewestTargets) return null
    const pool = joinMixed(attacked.mixed(targets), attacked.mixed(controls))
    const drawn = [targets.rows, controls.rows].map((rows, i) => drawPositions(rows, size, rng.split(streams.near, i)).sort())
    const rows = Int32Array.from([...drawn[0], ...drawn[1].map((row) => row + targets.rows)])
    const units = takeMixed(pool, rows)
    const made = nearestRows(units, attacked.mixed(everySynthetic)).distances
    const gaps = nearestSeveral(units, pool, 1, rows).distances
    return { ratios: made.map((distance, i) => (distance + rounding) / (gaps[i] + rounding)), sides: { own: size, other: size } }
  })
}

/** The real rows that a synthetic row comes near to, half of the way to the next real one; tested by looks at the nearest of them. */
export function nearCopiesTrial(attacked: Attacked): Trial {
  const target = `near copies of any ${attacked.unit}`
  const near = nearRatios(attacked)
  if (!near) {
    const fewest = Math.min(attacked.targets.rows, attacked.controls.rows)
    return impossibleTrial(anyCopies, target, `only ${fewest} on either side, and fewer than ${fewestTargets} say nothing`)
  }
  const { ratios, sides } = near
  return markTrial(anyCopies, {
    ...{ target, sides, marks: Uint8Array.from(ratios, (own) => (own < nearShare ? 1 : 0)) },
    p: leastTail(
      topLooks(
        ratios.map((own) => -own),
        sides,
      ),
      sides,
    ).p,
  })
}

/** Real rows that synthetic ones come nearest to: this share of all, and no fewer than so many. */
const nearestShare = 0.01
const fewestNearest = 20

/**
 * Whether rows were learned, guessed record by record: of the real rows to which synthetic ones come nearest, by the ratio of both distances, those that
 * are of the training table; its control are the others. Null where rows are too few.
 */
export function nearestMembers(attacked: Attacked): { readonly found: ExchangeSides; readonly p: number } | null {
  const near = nearRatios(attacked)
  if (!near) return null
  const { ratios, sides } = near
  const count = Math.max(fewestNearest, Math.ceil(nearestShare * ratios.length))
  const bound = ratios.slice().sort()[Math.min(count, ratios.length) - 1]
  const found = countMarked(
    Uint8Array.from(ratios, (own) => (own <= bound ? 1 : 0)),
    sides,
  )
  return { found, p: leastTail([found], sides).p }
}
