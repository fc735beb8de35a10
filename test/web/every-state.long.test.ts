import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { axeFinds, choose, hasChromium, learnAndDraw, pages, saved, stickingOut } from '../support/page.js'

const penguins = readFileSync('datasets/penguins.csv', 'utf8')
const file = (name: string, content: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })

const customers = [
  'id,city,since',
  ...Array.from({ length: 60 }, (_, i) => `${i + 1},${['Bern', 'Basel', 'Chur'][i % 3]},${1990 + (i % 25)}`),
]
const orders = ['id,customer_id,amount', ...Array.from({ length: 200 }, (_, i) => `${i + 1},${((i * 7) % 60) + 1},${10 + ((i * 13) % 90)}`)]

/** What a public schema of the penguins might say. */
const known: Readonly<Record<string, readonly string[]>> = {
  Species: ['Adelie', 'Gentoo', 'Chinstrap'],
  Island: ['Biscoe', 'Dream', 'Torgersen'],
  Sex: ['MALE', 'FEMALE'],
}

describe.skipIf(!hasChromium)('every state of the page', () => {
  const open = pages()

  /** Nothing is found by axe-core in light or dark, nothing sticks out at any width, and nothing went wrong. */
  async function fine(): Promise<void> {
    expect(await axeFinds(open.page)).toEqual([])
    expect(await stickingOut(open.page)).toEqual([])
    await open.page.setViewportSize({ width: 1280, height: 800 })
    expect(open.problems).toEqual([])
  }
  const click = (name: string | RegExp): Promise<void> => open.page.getByRole('button', { name, exact: true }).first().click()
  const chooseModel = async (name: string): Promise<void> => {
    await open.page.locator(`select option[value="${name}"]`).waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption(name)
  }

  test('empty, with an error, with a table, its columns and its rules', async () => {
    await fine()
    await choose(open.page, 'empty.csv', '')
    await open.page.getByRole('alert').waitFor()
    await fine()
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByText('Torgersen').first().waitFor()
    await click('More about Species')
    await open.page.getByText('Rules that must hold in every row').click()
    await click('Look for rules in the table')
    await open.page.getByRole('progressbar').waitFor({ state: 'detached' })
    await fine()
  })

  test('model, rows, judged, attacked, reported', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await click('Go on to the model')
    await chooseModel('bayesian-network')
    await open.page.getByText('Options').click()
    await open.page.getByText('Privacy: measured').click()
    await fine()
    await click('Learn the table')
    await open.page.getByText('Only rows that satisfy a condition').click()
    await open.page.getByText('Other shares than the table has').click()
    await open.page.getByLabel('Condition', { exact: true }).fill('Specie == 1')
    await open.page.locator('#wish-problem:not([hidden])').waitFor()
    await fine()
    await open.page.getByLabel('Condition', { exact: true }).fill('')
    await open.page.locator('#wish-problem').waitFor({ state: 'hidden' })
    await click(/^Draw /)
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).waitFor()
    await fine()
    await open.page.getByRole('button', { name: /^2 Model/ }).click()
    await open.page.getByText('The network', { exact: true }).click()
    await open.page.getByText('All about it').click()
    await fine()
    await open.page.getByRole('button', { name: /^4 Judge/ }).click()
    await saved(open.page, 'CSV')
    await click('Attack, keeping a part aside')
    await open.page.getByRole('button', { name: 'Save the privacy report' }).waitFor({ timeout: 120_000 })
    await open.page.locator('summary', { hasText: 'The privacy report' }).click()
    await click('Judge the rows')
    await open.page.getByRole('button', { name: 'Save the report' }).waitFor({ timeout: 120_000 })
    await fine()
  })

  test('with a public schema and a budget', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await click('Go on to the model')
    await chooseModel('mst')
    await open.page.getByLabel('Load the filled-in form').waitFor({ state: 'attached' })
    await fine()
    const form = JSON.parse((await saved(open.page, 'Save the form to fill in')).toString())
    const columns = form.columns.map((column: { kind: string; name: string }) => ({
      ...column,
      ...(column.kind === 'numeric' || column.kind === 'integer' ? { min: 0, max: 7000 } : {}),
      ...(known[column.name] && { levels: known[column.name] }),
    }))
    await open.page.getByLabel('Load the filled-in form').setInputFiles(file('public.schema.json', JSON.stringify({ ...form, columns })))
    await open.page.getByText('Privacy: epsilon 1').waitFor()
    await fine()
    await click('Learn with differential privacy, epsilon 1')
    await click(/^Draw /)
    await click('Judge and take away')
    await fine()
    await click('Attack, keeping a part aside')
    await open.page.getByRole('button', { name: 'Save the statement for others' }).waitFor({ timeout: 120_000 })
    await fine()
  })

  test('a database, its diagram, what was made of it and its report', async () => {
    await open.page.setInputFiles('#file', [file('customers.csv', customers.join('\n')), file('orders.csv', orders.join('\n'))])
    await open.page.getByText('2 tables, 260 rows').waitFor()
    await open.page.getByText('Where references or keys are broken').click()
    await fine()
    await click('Make synthetic tables')
    await open.page.getByRole('button', { name: 'Save as zip' }).waitFor({ timeout: 120_000 })
    await click('Judge the tables')
    await open.page.getByRole('button', { name: 'Save the report' }).waitFor({ timeout: 120_000 })
    await fine()
  })

  test('tables that are compared, and a model that was saved', async () => {
    await click('compare tables')
    await fine()
    await open.page.getByLabel('The real table').setInputFiles(file('penguins.csv', penguins))
    await open.page.getByLabel('One or more synthetic tables').setInputFiles([file('a.csv', penguins), file('b.csv', penguins)])
    await click('Compare')
    await open.page.getByRole('button', { name: 'Save the report' }).waitFor({ timeout: 120_000 })
    await fine()
    await click('Back')
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'gaussian-copula')
    const model = await saved(open.page, 'Save the model')
    await click('Another table')
    await choose(open.page, 'penguins.model.json', model)
    await open.page.getByRole('button', { name: 'Go on to the rows' }).waitFor()
    await fine()
  })
})
