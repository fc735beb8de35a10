import { beforeAll, describe, expect, test } from 'vitest'
import { fit } from '../../../src/index.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { sampleBlocks, sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { parseMargins } from '../../../src/pipeline/steering/weights/margins.js'
import { inPlace } from '../../../src/pipeline/threads/in-place.js'
import { createRng } from '../../../src/random/rng.js'
import { toRows } from '../../../src/table/rows.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { concatTables, type Table } from '../../../src/table/table.js'
import { type Person, people } from '../../support/tables.js'

let model: FittedModel
beforeAll(async () => {
  const { table, schema } = people(400)
  model = await fit(table, { schema, model: 'independent', seed: 3 })
})

const draw = async (count: number, options: Parameters<typeof sampleTable>[2]): Promise<Person[]> =>
  toRows(await sampleTable(model, count, options), model.schema) as unknown as Person[]

describe('targets', () => {
  test('of a part of the run give the rows of the whole', async () => {
    const options = { targets: ['mean(age) == 45'], seed: 4, run: 5000 }
    const whole = await draw(5000, options)
    const parts: Table[] = []
    for await (const block of sampleBlocks(model, 4000, 4500, options)) parts.push(block)
    expect(toRows(concatTables(parts), model.schema)).toEqual(whole.slice(4000, 4500))
  })

  test('move nothing where the model has them already', async () => {
    const notes: string[] = []
    await draw(1000, {
      margins: parseMargins('size,share\nsmall,1\n', 'a.csv'),
      where: 'size == "small"',
      note: (sentence) => notes.push(sentence),
    })
    expect(notes.join('\n')).toContain('worth 32,768 independent ones; the largest weight is 1 times')
  })

  test('out of reach are refused with how near one can get', async () => {
    await expect(draw(10, { targets: ['mean(age) == 450'] })).rejects.toThrow(
      /out of reach .*mean\(age\) == 450 comes to \d\d.* in place of 450/,
    )
  })

  test('are met with no weight above a cap, and together with rows that are all different', async () => {
    const notes: string[] = []
    const ask = (options: object) => draw(1000, { targets: ['mean(age) == 56'], note: (sentence) => notes.push(sentence), ...options })
    const greatest = (): number => Number(/largest weight is ([\d.]+) times/.exec(notes.splice(0).join('\n'))?.[1])
    const meanAge = (rows: readonly Person[]): number => rows.reduce((sum, { age }) => sum + age, 0) / rows.length
    await ask({})
    const free = greatest()
    const capped = await ask({ maxWeight: 2 })
    expect([free > 2.2, greatest()]).toEqual([true, 2])
    const distinct = await ask({ distinct: true })
    // Balanced draws stay within one standard error of draws by chance; ages spread by about 20 years.
    for (const rows of [capped, distinct]) expect(Math.abs(meanAge(rows) - 56)).toBeLessThan(20 / Math.sqrt(1000))
    const cells = distinct.map(({ id, comment, ...row }: Person & { comment?: string }) => JSON.stringify(row))
    expect(new Set(cells).size).toBe(1000)
    await expect(ask({ maxWeight: 0.5 })).rejects.toThrow(/give 1 or more/)
    await expect(draw(10, { maxWeight: 3 })).rejects.toThrow(/nothing that is wanted weighs rows/)
  })

  test.each([
    ['mean(agee) == 45', /agee.*did you mean age/],
    ['maen(age) == 45', /character 1 .*did you mean mean/],
    ['mean(age) = 45', /character 11 .*write ==/],
    ['mean(age) >= 45', /character 11 .*write ==/],
    ['mean(job) == 45', /needs numbers/],
    ['correlation(age) == 0', /takes 2 values and was given 1/],
    ['quantile(age, 2) == 0', /between 0 and 1/],
    ['mean(age where job == "kook") == 0', /kook/],
    ['mean(age where age > 1000) == 0', /no row that the model makes counts/],
    ['mean(age == 45', /never closed/],
  ])('written as %s are refused', async (target, message) => {
    await expect(draw(10, { targets: [target] })).rejects.toThrow(message)
  })
})

describe('margins', () => {
  test('of one and two columns, in one file or several, are met', async () => {
    const long = parseMargins(
      'column,level,column2,level2,count\njob,cook,,,30\njob,clerk,,,30\njob,driver,,,20\njob,nurse,,,10\njob,retired,,,10\nage,<40,member,true,10\nage,>=40,member,true,40\nage,<40,member,false,30\nage,>=40,member,false,20\n',
      'm.csv',
    )
    const rows = await draw(3000, { margins: long })
    const share = (test: (row: Person) => boolean): number => rows.filter(test).length / 3000
    // Systematic draws along the cells are off by a few rows each.
    expect(share(({ job }) => job === 'cook')).toBeCloseTo(0.3, 2)
    expect(share(({ age, member }) => age < 40 && !member)).toBeCloseTo(0.3, 2)
  })

  test.each([
    ['size,share\nsmall,0.5\n', /add up to 0.5/],
    ['size,amount\nsmall,0.5\n', /header size,amount/],
    ['size,count\ntiny,5\n', /no level "tiny"/],
    ['size,count\nsmall,x\n', /line 2 needs 2 cells/],
  ])('in a file %j are refused', async (text, message) => {
    await expect((async () => draw(10, { margins: parseMargins(text, 'm.csv') }))()).rejects.toThrow(message)
  })

  test('that contradict each other are refused', async () => {
    const margins = [
      ...parseMargins('size,share\nsmall,0.5\nlarge,0.5\n', 'a.csv'),
      ...parseMargins('size,share\nsmall,0.6\nlarge,0.4\n', 'b.csv'),
    ]
    await expect(draw(10, { margins })).rejects.toThrow(/size small has a share of 0.5 in a.csv and of 0.6 in b.csv/)
  })
})

describe('rare rows and variety', () => {
  test('a tail has the rows beyond the quantile of the model, in the law of these', async () => {
    const rows = await draw(500, { tail: 'age > q(0.9)' })
    const all = (await draw(4000, {})).map(({ age }) => age).sort((a, b) => a - b)
    expect(Math.min(...rows.map(({ age }) => age))).toBeGreaterThanOrEqual(all[3400] as number)
    await expect(draw(10, { tail: 'job > q(0.9)' })).rejects.toThrow(/job holds no numbers/)
    await expect(draw(10, { tail: 'age > 3' })).rejects.toThrow(/names no quantile/)
    await expect(draw(10, { tail: 'age > q(2)' })).rejects.toThrow(/between 0 and 1/)
  })

  test('distinct rows are all different, and too many are refused', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ a: 'xyz'[i % 3], b: 'uv'[i % 2] }))
    const small = await fit(rows, { model: 'independent' })
    const drawn = toRows(await sampleTable(small, 6, { distinct: true }), small.schema)
    expect(new Set(drawn.map((row) => JSON.stringify(row))).size).toBe(6)
    await expect(sampleTable(small, 7, { distinct: true })).rejects.toThrow(/only 6 different rows/)
  })

  test('columns to cover that there are not are refused', async () => {
    await expect(sampleTable(model, 0, { cover: 'pairs', coverColumns: ['jop'] })).rejects.toThrow(/did you mean job/)
  })

  test('columns of very many levels are covered only by name: the size is said, and what to do, before anything is drawn', async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => ({ code: `c${i}`, flag: 'xyz'[i % 3] }))
    const levels = { code: rows.map(({ code }) => code), flag: ['x', 'y', 'z'] }
    const columns = Object.entries(levels).map(([name, own]) => ({ name, kind: 'categorical' as const, levels: own }))
    const wide = await fit(rows, { model: 'independent', schema: parseSchema({ columns }) })
    const drawn: unknown[] = []
    const pool = {
      ...inPlace,
      map: (...asked: Parameters<typeof inPlace.map>) => drawn.push(asked) && inPlace.map(...asked),
    } as typeof inPlace
    await expect(sampleTable(wide, 0, { cover: 'pairs', pool })).rejects.toThrow(
      /may take 6,000 rows .* name the columns that count with --columns, .* code \(2,000\), flag \(3\)/,
    )
    expect(drawn).toEqual([])
    expect((await sampleTable(wide, 0, { cover: 'pairs', coverColumns: ['flag'] })).rows).toBe(3)
  })
})

describe('fairness', () => {
  let biased: FittedModel
  beforeAll(async () => {
    const rng = createRng(1)
    const rows = Array.from({ length: 1200 }, () => {
      const size = rng.integer(2) ? 'small' : 'large'
      const skill = rng.integer(100)
      return { size, skill, member: skill + 20 * rng.normal() + (size === 'large' ? 25 : -25) > 50 }
    })
    biased = await fit(rows, { model: 'gaussian-copula' })
  })

  test.each([
    ['member', /names no label/],
    ['skill~size', /skill is integer/],
    ['member~sise', /did you mean size/],
    ['member~member', /one column twice/],
  ])('%s is refused', async (fair, message) => {
    await expect(sampleTable(biased, 10, { fair })).rejects.toThrow(message)
  })
})
