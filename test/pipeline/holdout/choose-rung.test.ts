import { describe, expect, test } from 'vitest'
import { chooseRung, type Measured } from '../../../src/pipeline/holdout/choose-rung.js'
import { createRng } from '../../../src/random/rng.js'

const values = [12, 20, 34, 58, 100, 170]
const error = 0.01
const bound = 0.56

/** Shares that are measured with a normal error, as those over halves are. */
function noisy(truth: readonly number[], seed: number) {
  const rng = createRng(seed)
  const asked: string[] = []
  const measure =
    (what: string) =>
    async (value: number): Promise<Measured> => {
      asked.push(`${what} ${value}`)
      return { share: truth[values.indexOf(value)] + error * rng.normal(), error, bound }
    }
  return { asked, screen: measure('screen'), confirm: measure('confirm'), confirmsFirst: true }
}

/** How often something is taken with a promise that it doesn't keep, and how far what is told of it is from what is so, in errors. */
async function over(truth: readonly number[], runs: number) {
  let [wrong, told, screened] = [0, 0, 0]
  for (let seed = 0; seed < runs; seed++) {
    const { chosen } = await chooseRung(values, noisy(truth, seed))
    const own = truth[values.indexOf(chosen.value)]
    if (chosen.met && own > bound) wrong++
    told += ((chosen.confirmed ?? chosen.screened).share - own) / error
    screened += (chosen.screened.share - own) / error
  }
  return { wrong: wrong / runs, told: told / runs, screened: screened / runs }
}

describe('chooseRung', () => {
  test('six that are all a little above the bound seldom pass by luck, and what is told of the one that is taken is not its luck', async () => {
    // 1.5 errors above: one pass in 15 for each, so that one of four passes in a quarter of all runs, were it asked once.
    const { wrong, told, screened } = await over(Array(6).fill(bound + 1.5 * error), 4000)
    // Four are tried at most: two passes in a row have a chance of .067 squared. Five standard errors of 4,000 runs.
    expect(wrong).toBeLessThan(4 * 0.0668 ** 2 + 5 * Math.sqrt(0.018 / 4000))
    // The least of four is about one error too low; told is what halves say that had no part in it (standard error .016).
    expect(screened).toBeLessThan(-0.8)
    expect(Math.abs(told)).toBeLessThan(0.1)
  })

  test('the least value that is low enough is taken, with fewer looks than there are values', async () => {
    for (const [i, value] of values.entries()) {
      const measures = noisy(
        values.map((_, k) => (k < i ? 0.7 : 0.5)),
        i,
      )
      const { rungs, chosen } = await chooseRung(values, measures)
      expect(chosen).toMatchObject({ value, met: true })
      expect(chosen.confirmed === null).toBe(i === 0)
      expect(rungs.length).toBeLessThanOrEqual(4)
    }
  })

  test('what is chosen, and a close call at first, is confirmed on rows dealt anew, and the next is asked where these refuse it', async () => {
    const shares: Record<string, number> = {
      'screen 12': 0.555,
      'confirm 12': 0.575,
      'screen 58': 0.5,
      'confirm 58': 0.52,
      'screen 20': 0.58,
      'screen 34': 0.57,
    }
    const measure = (what: string) => async (value: number) => ({ share: shares[`${what} ${value}`], error, bound })
    const { rungs, chosen } = await chooseRung(values, { screen: measure('screen'), confirm: measure('confirm'), confirmsFirst: true })
    expect(chosen).toMatchObject({ value: 58, met: true })
    expect(rungs.map(({ value, met }) => [value, met])).toEqual([
      [12, false],
      [58, true],
      [20, false],
      [34, false],
    ])
    const alone = await chooseRung(values, { screen: measure('screen'), confirm: measure('confirm'), confirmsFirst: false })
    expect(alone.chosen).toMatchObject({ value: 12, met: true, confirmed: null })
  })

  test('where none is low enough the least is measured again before anything is told of it', async () => {
    const measures = noisy(Array(6).fill(0.7), 1)
    const { rungs, chosen } = await chooseRung(values, measures)
    expect(chosen).toMatchObject({ met: false })
    expect(measures.asked.at(-1)).toBe(`confirm ${chosen.value}`)
    expect(rungs).toContain(chosen)
    expect(await chooseRung([12], noisy([0.7], 1))).toMatchObject({ chosen: { met: false, confirmed: null } })
  })
})
