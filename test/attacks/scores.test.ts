import { describe, expect, test } from 'vitest'
import { prepareAttack } from '../../src/attacks/attacked.js'
import { membershipPanel } from '../../src/attacks/membership/panel.js'
import { areaOf, type MembershipScores } from '../../src/attacks/membership/roc.js'
import { membershipScores } from '../../src/attacks/membership/scores.js'
import { createRng } from '../../src/random/rng.js'
import { concatTables, type Table } from '../../src/table/table.js'
import { known } from '../support/tables.js'

const rows = 900
const rng = createRng(3)

/** People of six numbers that have nothing to do with each other, and a level: nobody has an equal, and no place is denser than others but for the middle. */
const { table, schema } = known(
  Array.from({ length: 3 * rows }, () => ({
    ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, rng.normal()])),
    level: ['x', 'y', 'z'][rng.integer(3)],
  })),
)
const [training, holdout, fresh] = [0, 1, 2].map((part) => table.slice(part * rows, (part + 1) * rows)) as [Table, Table, Table]

const planted = {
  'training rows drawn with replacement': training.take(Int32Array.from({ length: rows }, () => rng.integer(rows))),
  'one training row ninety times': concatTables([training.take(new Int32Array(90).fill(7)), fresh.slice(0, rows - 90)]),
}

const scored = Object.values(planted).map(
  (synthetic) => membershipPanel(prepareAttack({ training, holdout, synthetic, schema }))?.scores ?? [],
)

/** Each score by itself: the panel takes the best of them, so that one that points the wrong way would never be missed. */
describe.each(membershipScores.map(({ name }, i) => ({ name, i })))('the score $name', ({ i }) => {
  const [seen, unseen] = scored.map((scores) => areaOf(scores[i] as MembershipScores))

  test('takes members for members where training rows were drawn with replacement', () => {
    expect(seen?.p).toBeLessThan(0.001)
  })

  test('takes nobody for a member, nor members for others, where it is one person who leaks', () => {
    expect(unseen?.p).toBeGreaterThan(0.001)
    expect(unseen?.p).toBeLessThan(0.999)
  })
})
