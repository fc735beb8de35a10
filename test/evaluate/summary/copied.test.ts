import { describe, expect, it } from 'vitest'
import { evaluateMany } from '../../../src/evaluate/engine/evaluate.js'
import { countCopies } from '../../../src/evaluate/summary/copied.js'
import { ranked } from '../../../src/report/readings.js'
import { worstWords } from '../../../src/report/verdict-words.js'
import { concatTables } from '../../../src/table/table.js'
import { population, schema } from '../tables.js'

describe('copied rows', () => {
  const [training, holdout, fresh] = [population(400, 1), population(400, 2), population(400, 3)]

  it('are those that equal a row that was learned from and none of as many others, each counted once', () => {
    const few = concatTables([fresh, training.slice(0, 20), training.slice(0, 20)])
    const found = countCopies(few, training, holdout)
    expect(found.training - countCopies(fresh, training, holdout).training).toBe(20)
    // 20 of 20 fall on the same side, or one less for a row that equals one of the others by chance.
    expect(found.p).toBeLessThan(2 ** -18)
    // Rows of either table are equalled as often by chance.
    expect(countCopies(fresh, training, holdout).p).toBeGreaterThan(1e-6)
  })

  it('keep a table of copies, which is as good as real rows in all else, from ranking as the best of all, and the ranking says so', async () => {
    const { evaluations } = await evaluateMany(
      { training, holdout },
      [
        { table: training, name: 'copy' },
        { table: fresh, name: 'honest' },
      ],
      { schema, metrics: 'fast' },
    )
    expect(ranked(evaluations)).toEqual([1, 0])
    expect(worstWords(evaluations[0] as never)).toMatch(
      /equal one that was learned from, 0\.0 % one of as many that were not: rows are copied/,
    )
    expect(evaluations[0]?.lines.find(({ level }) => level === 'privacy')?.verdict).toBe('worse')
    expect(evaluations[1]?.lines.some(({ level }) => level === 'privacy')).toBe(false)
  })
})
