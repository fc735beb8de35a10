import { expect, test } from 'vitest'
import { auditNoise } from '../../src/audit/mechanisms/noise.js'
import type { GateUnderAudit } from '../../src/audit/mechanisms/release-bounds.js'
import { rational } from '../../src/dp/accounting/rational.js'
import { openTapedGate } from '../../src/dp/gate.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import { exponentialMechanism } from '../../src/dp/mechanisms/exponential-mechanism.js'
import { chiSquaredAbove } from '../../src/stats/tests/chi-squared.js'
import { seededBits } from './seeded-bits.js'

test.each([21, 50, 200])('the exponential mechanism is exact among %d candidates', (candidates) => {
  const bits = seededBits(candidates)
  const scores = Float64Array.from({ length: candidates }, (_, i) => (i * 7) % 5)
  const draws = 200 * candidates
  const counts = new Float64Array(candidates)
  for (let i = 0; i < draws; i++) {
    const at = exponentialMechanism(bits, scores, 1, rational(1n, 2n))
    counts[at] = (counts[at] as number) + 1
  }
  const weights = scores.map((score) => Math.exp(score / 4))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const statistic = counts.reduce((sum, count, i) => {
    const due = (draws * (weights[i] as number)) / total
    return sum + (count - due) ** 2 / due
  }, 0)
  expect(chiSquaredAbove(statistic, candidates - 1)).toBeGreaterThan(1e-6)
})

/** A gate whose noise is changed cell by cell. */
const changing =
  (change: (noise: Float64Array) => Float64Array): GateUnderAudit =>
  (data, ledger, rows, tape, bits) =>
    openTapedGate(
      data,
      ledger,
      rows,
      (release, draw) =>
        tape(release, () => {
          const drawn = draw()
          if (release.kind !== 'measure' || typeof drawn === 'number') return drawn
          const noise = change(drawn.map((value, i) => value - (release.exact[i] as number)))
          return noise.map((value, i) => value + (release.exact[i] as number))
        }),
      bits,
    )
let last: Float64Array = new Float64Array(1)

test.each<[string, (noise: Float64Array) => Float64Array]>([
  ['used again from the ninth cell on', (noise) => noise.map((_, i) => noise[i % 8] as number)],
  [
    'used again in the next release, the other way round',
    (noise) => {
      const before = last
      last = noise
      return before.length === noise.length ? before.slice().reverse() : noise
    },
  ],
  ['that adds up to nothing', (noise) => noise.map((value, i) => (i % 2 === 1 ? -(noise[i - 1] as number) : value))],
  ['with a part that all cells have in common', (noise) => noise.map((value) => value + (noise[0] as number))],
  ['half as wide in the first cell', (noise) => noise.map((value, i) => (i === 0 ? Math.round(value / 2) : value))],
])('noise %s is found', (_, change) => {
  expect(auditNoise(changing(change), { bits: secureBits() }).filter(({ passed }) => !passed)).not.toEqual([])
})
