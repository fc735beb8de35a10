import { beforeAll, describe, expect, test } from 'vitest'
import { growTree } from '../../src/learn/trees/tree.js'
import { donorCounts } from '../../src/models/sequential-trees/density/group-density.js'
import { drawRestricted, greatestWeight } from '../../src/models/sequential-trees/draw/conditions/restricted.js'
import { codeProbabilities, type DonorBag, drawCodes, rangeProbabilities } from '../../src/models/sequential-trees/draw/laws/conditional.js'
import { withDonors } from '../../src/models/sequential-trees/draw/laws/donors.js'
import { fitModel } from '../../src/models/shell/fit.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { known } from '../support/tables.js'

const size = 4000
/** Rows with a claim are fewer than a leaf holds, and most rows without one have no repair either. */
const claims = 80
const repairs = { claim: 0.6, none: 0.01 } as const

/** Costs that are mostly zero, one given the other; names of as many levels as there are costs say nothing. */
function costs() {
  const rng = createRng(5)
  return known(
    Array.from({ length: size }, (_, row) => {
      const isClaim = row < claims
      const cost = (): number => Math.round(1000 * Math.exp(rng.normal()))
      const repair = rng.uniform() < (isClaim ? repairs.claim : repairs.none) ? cost() : 0
      return { place: `p${rng.integer(200)}`, claim: isClaim ? cost() : 0, repair }
    }),
  )
}

type Row = { readonly claim: number; readonly repair: number }
const share = (rows: readonly Row[]): number => rows.filter(({ repair }) => repair > 0).length / rows.length

describe.each([{ blend: true }, { blend: false }])('numbers that are mostly zero, by leaves larger than what differs, %o', (options) => {
  let model: FittedModel
  const drawn = async (from: FittedModel, rows: number): Promise<Row[]> =>
    toRows(await sampleTable(from, rows, { seed: 3 }), model.schema) as unknown as Row[]

  beforeAll(async () => {
    const { table, schema } = costs()
    model = await fitModel(table, schema, { model: 'sequential-trees', options: { leaf: 100, ...options } })
  })

  test('depend on each other', async () => {
    const rows = await drawn(model, 20_000)
    const withClaim = rows.filter(({ claim }) => claim > 0)
    // Three standard errors of what is drawn, and of what 80 rows tell: .6 may be learned as .44. Rows of one law for all would show .02.
    expect(share(withClaim)).toBeGreaterThan(0.6 - 3 * Math.sqrt(0.24 / claims) - 3 * Math.sqrt(0.24 / withClaim.length))
    expect(Math.abs(withClaim.length / rows.length - 0.02)).toBeLessThan(3 * Math.sqrt((0.02 * 0.98) / 20_000))
    expect(share(rows.filter(({ claim }) => claim === 0))).toBeLessThan(0.02)
  })
})

test('codes are as likely as they are drawn, from all and from those allowed', () => {
  const handing = (codes: readonly number[]): DonorBag => {
    const tree = growTree([], { kind: 'class', codes, classes: 4 }, Int32Array.from(codes.keys()))
    return { kind: 'bag', predictors: null, trees: [withDonors(tree, codes, 4)] }
  }
  // Code 2 in 3 rows of 4; of the others code 0 in half, codes 1 and 3 in a fourth each.
  const law = { kind: 'two-part', predictors: null, atom: 2, whether: handing([0, 1, 1, 1]), rest: handing([0, 0, 1, 3]) } as const
  const shares = [1 / 8, 1 / 16, 3 / 4, 1 / 16]
  expect([...codeProbabilities(law, [], Int32Array.of(0, 1, 2, 3))]).toEqual(shares)
  expect([...rangeProbabilities(law, [], Int32Array.of(0, 1), Int32Array.of(2, 4))]).toEqual([3 / 16, 7 / 8])
  expect([...donorCounts(law, 4)].map((count) => count / 4)).toEqual(shares)
  const draws = 40_000
  const isFair = (codes: Int32Array, wanted: readonly number[]): void => {
    for (const [code, p] of wanted.entries())
      expect(Math.abs(codes.filter((own) => own === code).length / draws - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / draws))
  }
  isFair(drawCodes(law, [], draws, createRng(1)), shares)
  for (const [allowed, weight] of [
    [[1, 0, 1, 0], 7 / 8],
    [[0, 1, 0, 1], 1 / 8],
  ] as const) {
    const { codes, weights } = drawRestricted(law, [], draws, Uint8Array.from(allowed), createRng(2))
    expect(new Set(weights)).toEqual(new Set([weight]))
    isFair(
      codes,
      shares.map((share, code) => (share * allowed[code]) / weight),
    )
    expect(greatestWeight(law, Uint8Array.from(allowed))).toBeGreaterThanOrEqual(weight)
  }
})
