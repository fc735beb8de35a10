import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rowsmith } from '../support/cli.js'
import { axeFinds, choose, hasChromium, learnAndDraw, pages, rowsTwice, saved } from '../support/page.js'

const penguins = readFileSync('datasets/penguins.csv', 'utf8')

describe.skipIf(!hasChromium)('the page', () => {
  const open = pages()

  test.each(['sequential-trees', 'bayesian-network'])('rows of %s are those of the command that it shows, to the byte', async (model) => {
    const { page: ofPage, command } = await rowsTwice(open, model)
    expect(ofPage).toBe(command)
    expect(open.problems).toEqual([])
  })

  test('a corrected kind changes the schema, is part of the command, and can be undone', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    const kind = open.page.getByLabel('Kind of Flipper Length (mm)')
    expect(await kind.inputValue()).toBe('integer')
    await kind.selectOption('categorical')
    await open.page.getByText('Taken for a categorical column').nth(3).waitFor()
    const schema = JSON.parse((await saved(open.page, 'Save the schema')).toString())
    expect(schema.columns[4]).toMatchObject({ name: 'Flipper Length (mm)', kind: 'categorical' })
    await learnAndDraw(open.page, 'independent')
    expect(await open.page.locator('#command').textContent()).toContain('--schema penguins.schema.json')
    const rows = await saved(open.page, 'CSV')
    await writeFile(join(open.folder, 'penguins.schema.json'), JSON.stringify(schema))
    const out = join(open.folder, 'corrected.csv')
    await rowsmith([
      'synth',
      'datasets/penguins.csv',
      '-o',
      out,
      '-m',
      'independent',
      '--schema',
      join(open.folder, 'penguins.schema.json'),
    ])
    expect(rows.toString()).toBe(await readFile(out, 'utf8'))
    await open.page.getByRole('button', { name: /Table penguins.csv.*corrected/ }).click()
    await open.page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => kind.inputValue()).toBe('integer')
  })

  test('columns that may be sensitive are proposed; marking them keeps what was learned and drawn', async () => {
    await choose(open.page, 'wages-1985.csv', readFileSync('datasets/wages-1985.csv', 'utf8'))
    await open.page.getByText('union (politics), wage (money)').waitFor()
    await learnAndDraw(open.page, 'independent')
    const rows = await saved(open.page, 'CSV')
    await open.page.getByRole('button', { name: /^1 Table/ }).click()
    await open.page.getByRole('button', { name: /^Mark all \d as sensitive/ }).click()
    await open.page.getByText('Perhaps sensitive').first().waitFor({ state: 'detached' })
    const schema = await saved(open.page, 'Save the schema')
    const { columns } = JSON.parse(schema.toString()) as { columns: { name: string; sensitive: boolean }[] }
    expect(columns.flatMap(({ name, sensitive }) => (sensitive ? [name] : []))).toEqual(['gender', 'union', 'wage', 'race', 'married'])
    await open.page.getByRole('button', { name: /^4 Judge/ }).click()
    expect(await saved(open.page, 'CSV')).toEqual(rows)
    // The model is the one that the command makes with the marks in its schema.
    const model = await saved(open.page, 'Save the model')
    const [marked, out] = [join(open.folder, 'marked.json'), join(open.folder, 'marked.model.json')]
    await writeFile(marked, schema)
    await rowsmith(['fit', 'datasets/wages-1985.csv', '-m', 'independent', '--schema', marked, '-o', out])
    expect(JSON.parse(model.toString())).toEqual(JSON.parse(await readFile(out, 'utf8')))
    await open.page.getByRole('button', { name: 'Attack, keeping a part aside' }).click()
    const report = (await saved(open.page, 'Save the privacy report', 120_000)).toString()
    expect(report).toMatch(/gender, union, wage, race, married/)
    await open.page.getByRole('button', { name: /^1 Table/ }).click()
    await open.page.getByRole('button', { name: 'Undo' }).click()
    await open.page.getByText('Perhaps sensitive').first().waitFor()
    await open.page.getByRole('button', { name: /^4 Judge/ }).click()
    await open.page.getByText('Not before somebody tried').waitFor()
    expect(open.problems).toEqual([])
  })

  test('what is saved with other settings has another name, which the command has, too; the same settings, the same name', async () => {
    const named = async (button: string): Promise<string> => {
      const [download] = await Promise.all([
        open.page.waitForEvent('download'),
        open.page.getByRole('button', { name: button, exact: true }).click(),
      ])
      return download.suggestedFilename()
    }
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'independent')
    expect(await named('CSV')).toBe('penguins-synthetic.csv')
    expect(await named('Parquet')).toBe('penguins-synthetic.parquet')
    expect(await named('Save the model')).toBe('penguins.model.json')
    await open.page.getByRole('button', { name: /^3 Rows/ }).click()
    await open.page.getByLabel('Seed').fill('2')
    await open.page.getByRole('button', { name: /^Draw / }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    expect(await open.page.locator('#command').textContent()).toContain('-o penguins-synthetic-2.csv')
    expect(await named('CSV')).toBe('penguins-synthetic-2.csv')
    expect(await named('Save the model')).toBe('penguins.model.json')
    await open.page.getByRole('button', { name: /^3 Rows/ }).click()
    await open.page.getByLabel('Seed').fill('1')
    await open.page.getByRole('button', { name: /^Draw / }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    expect(await named('CSV')).toBe('penguins-synthetic.csv')
  })

  test('what was measured while learning stays after an attack, in words of the page', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByRole('button', { name: 'Make 344 synthetic rows' }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    await open.page.getByRole('button', { name: 'Attack, keeping a part aside' }).click()
    await open.page.getByRole('button', { name: 'Save the privacy report' }).waitFor({ timeout: 120_000 })
    await open.page.getByText('What was measured while learning').click()
    const measured = (await open.page.locator('details', { hasText: 'What was measured' }).innerText()).toLowerCase()
    expect(measured).toMatch(/chosen: the option leaf at \d+/)
    expect(measured).not.toMatch(/-o |-m |leaf=/)
  })

  test('one click makes rows; attacks say what stands open, and the report is the command’s', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByRole('button', { name: 'Make 344 synthetic rows' }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    expect((await saved(open.page, 'CSV')).toString().trim().split('\n')).toHaveLength(345)
    await open.page.getByText('Not before somebody tried').waitFor()
    await open.page.getByRole('button', { name: 'Attack, keeping a part aside' }).click()
    await open.page.getByText('Do synthetic rows show how to pick out one person?').waitFor()
    const privacy = (await saved(open.page, 'Save the privacy report')).toString()
    expect(privacy).toContain('Internal and confidential')
    // Records are counted as in the file: two thirds of 344 rows were attacked, and some lie behind the 230th.
    const records = [...privacy.matchAll(/<th scope="row">Row (\d+)/g)].map(([, row]) => Number(row))
    expect(records).toHaveLength(10)
    expect(Math.max(...records)).toBeGreaterThan(230)
    expect(Math.max(...records)).toBeLessThanOrEqual(344)
    await open.page.getByRole('button', { name: 'Judge the rows' }).click()
    const report = (await saved(open.page, 'Save the report')).toString()
    const path = join(open.folder, 'report.html')
    await rowsmith(['synth', 'datasets/penguins.csv', '-o', join(open.folder, 'made.csv'), '--report', path])
    expect(report).toBe(await readFile(path, 'utf8'))
    expect(await axeFinds(open.page)).toEqual([])
    expect(open.problems).toEqual([])
  })

  test('rows that are copies are not to be sent on, and are warned of beside the files', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'bootstrap')
    await open.page.getByRole('button', { name: 'Attack, keeping a part aside' }).click()
    await open.page.getByText('Not as they are: attacks get further').waitFor()
    await open.page.getByText('Attacks get through: not as they are to be sent').waitFor()
    await open.page.getByText('Are real people, parts or near likenesses of them, in the synthetic rows? Yes, beyond chance.').waitFor()
  })
})
