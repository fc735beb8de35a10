import type { Feature } from '../../../../learn/trees/bins.js'
import { takeRows } from '../../../../learn/trees/bins.js'
import type { Rng } from '../../../../random/rng.js'
import { drawRestricted, type Restricted } from '../conditions/restricted.js'
import { type Conditional, codeProbabilities } from '../laws/conditional.js'

/** Makes the level codes that were drawn gaps where that is decided (1), and values where that is (-1); codes lie in [0, kinds). */
export function enforceGapRules(
  codes: Int32Array,
  { values, gap, kinds }: { readonly values: Conditional; readonly gap: number; readonly kinds: number },
  features: readonly Feature[],
  decided: Int8Array,
  rng: Rng,
): void {
  const allowed = new Uint8Array(kinds).fill(1)
  allowed[gap] = 0
  const wrong: number[] = []
  for (let row = 0; row < codes.length; row++) {
    if (decided[row] === 1) codes[row] = gap
    else if (decided[row] === -1 && codes[row] === gap) wrong.push(row)
  }
  if (wrong.length === 0) return
  const { codes: drawn, weights } = drawAgain(values, features, Int32Array.from(wrong), allowed, rng)
  const others = codes.filter((code) => code !== gap)
  wrong.forEach((row, i) => {
    // Where the leaves hold nothing but gaps, another row lends its value.
    if (weights[i] > 0) codes[row] = drawn[i]
    else if (others.length > 0) codes[row] = others[rng.integer(others.length)]
  })
}

/** The same for codes drawn among those allowed, and how probable that was. */
export function enforceAllowedGapRules(
  { codes, weights }: Restricted,
  { values, gap, allowed }: { readonly values: Conditional; readonly gap: number; readonly allowed: Uint8Array },
  features: readonly Feature[],
  decided: Int8Array,
  rng: Rng,
): void {
  const mayMiss = allowed[gap] === 1
  const missing = codeProbabilities(values, features, new Int32Array(codes.length).fill(gap))
  const wrong: number[] = []
  for (let row = 0; row < codes.length; row++) {
    const p = missing[row]
    if (decided[row] === 1) {
      codes[row] = gap
      weights[row] = mayMiss ? 1 : 0
    } else if (decided[row] === -1) {
      const kept = Math.max(0, weights[row] - (mayMiss ? p : 0))
      weights[row] = p < 1 ? Math.min(1, kept / (1 - p)) : 0
      if (codes[row] === gap) wrong.push(row)
    }
  }
  const valuesOnly = allowed.slice()
  valuesOnly[gap] = 0
  const again = drawAgain(values, features, Int32Array.from(wrong), valuesOnly, rng)
  wrong.forEach((row, i) => {
    codes[row] = again.codes[i]
    if (again.weights[i] === 0) weights[row] = 0
  })
}

function drawAgain(values: Conditional, features: readonly Feature[], rows: Int32Array, allowed: Uint8Array, rng: Rng): Restricted {
  const own = features.map((feature) => takeRows(feature, rows))
  return drawRestricted(values, own, rows.length, allowed, rng)
}
