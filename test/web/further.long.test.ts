import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rowsmith } from '../support/cli.js'
import { choose, hasChromium, learnAndDraw, pages, saved } from '../support/page.js'

const penguins = readFileSync('datasets/penguins.csv', 'utf8')
const file = (name: string, content: string | Buffer) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })

describe.skipIf(!hasChromium)('the page, beside the four steps', () => {
  const open = pages()

  test('compares tables that any program made with a real one', async () => {
    const made = join(open.folder, 'made.csv')
    await rowsmith(['synth', 'datasets/penguins.csv', '-m', 'independent', '-o', made])
    await open.page.getByRole('button', { name: 'compare tables' }).click()
    await open.page.getByLabel('The real table').setInputFiles(file('penguins.csv', penguins))
    await open.page.getByLabel('One or more synthetic tables').setInputFiles([made])
    await open.page.getByRole('button', { name: 'Compare', exact: true }).click()
    await open.page.frameLocator('iframe[title="Comparison"]').getByText('made.csv').first().waitFor({ timeout: 60_000 })
    expect((await saved(open.page, 'Save the report')).toString()).toContain('made.csv')
    await open.page.getByLabel('One or more synthetic tables').setInputFiles([file('other.csv', 'a,b\n1,2\n3,4\n')])
    await open.page.getByRole('button', { name: 'Compare', exact: true }).click()
    await open.page.getByRole('alert').waitFor()
    expect(open.problems).toEqual([])
  })

  test('a model that was saved is opened again and draws the same rows', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'independent')
    const rows = (await saved(open.page, 'CSV')).toString()
    const model = await saved(open.page, 'Save the model')
    await open.page.reload()
    await choose(open.page, 'penguins.model.json', model)
    await open.page.getByRole('button', { name: /rows$/ }).first().waitFor()
    await writeFile(join(open.folder, 'penguins.model.json'), model)
    const out = join(open.folder, 'again.csv')
    await rowsmith(['sample', join(open.folder, 'penguins.model.json'), '-n', '344', '-o', out])
    expect(readFileSync(out, 'utf8')).toBe(rows)
    expect(open.problems).toEqual([])
  })

  test('a description alone gives the rows of the command that it shows', async () => {
    const stated = {
      columns: [
        { name: 'id', kind: 'id', role: 'key', pattern: 'P{n:4}' },
        { name: 'age', kind: 'integer', law: 'normal(40, 12)', min: 18, max: 90 },
        { name: 'sex', kind: 'categorical', levels: ['F', 'M'], shares: { F: 0.52, M: 0.48 } },
      ],
      rules: ['age < 80'],
    }
    await choose(open.page, 'people.schema.json', JSON.stringify(stated))
    await open.page.getByRole('button', { name: 'Go on to the rows' }).click()
    await open.page.getByLabel('How many').fill('300')
    await open.page.getByLabel('Seed').fill('4')
    await open.page.getByRole('button', { name: 'Draw 300 rows' }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    await open.page.getByText('no real row had a part in them').waitFor()
    const rows = (await saved(open.page, 'CSV')).toString()
    const shown = (await open.page.locator('#command').textContent()) ?? ''
    const path = join(open.folder, 'people.schema.json')
    const out = join(open.folder, 'described.csv')
    await writeFile(path, JSON.stringify(stated))
    const [, , ...args] = shown.replace('people.schema.json', path).replace('people-synthetic.csv', out).split(' ')
    await rowsmith(args)
    expect(rows).toBe(readFileSync(out, 'utf8'))
    await open.page.getByRole('button', { name: 'Another table' }).click()
    await choose(open.page, 'vague.json', JSON.stringify({ columns: [{ name: 'a', kind: 'numeric' }] }))
    await open.page.getByRole('alert').getByText('vague.json').waitFor()
    expect(open.problems).toEqual([])
  })

  test('an Excel file is read as on the command line, and schemas are saved and loaded', async () => {
    const book = join(open.folder, 'penguins.xlsx')
    await rowsmith(['synth', 'datasets/penguins.csv', '-m', 'bootstrap', '-o', book])
    await open.page.setInputFiles('#file', book)
    await open.page.getByText('344 rows and 7 columns').waitFor({ timeout: 30_000 })
    await open.page.getByLabel('Kind of Flipper Length (mm)').selectOption('categorical')
    await open.page.getByText('Taken for a categorical column').nth(3).waitFor()
    const schema = await saved(open.page, 'Save the schema')
    await open.page.reload()
    await open.page.setInputFiles('#file', book)
    await open.page.getByText('344 rows and 7 columns').waitFor({ timeout: 30_000 })
    const [chooser] = await Promise.all([
      open.page.waitForEvent('filechooser'),
      open.page.getByRole('button', { name: 'Load a schema' }).click(),
    ])
    await chooser.setFiles(file('penguins.schema.json', schema))
    await expect.poll(() => open.page.getByLabel('Kind of Flipper Length (mm)').inputValue()).toBe('categorical')
    expect(open.problems).toEqual([])
  })

  test('with a public schema a model is fitted with a budget, and says what was spent', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByRole('button', { name: 'Go on to the model' }).click()
    await open.page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption('independent')
    await open.page.getByText('Privacy: measured').click()
    // Whoever is on the way to a promise isn't offered what has none as if it had.
    await open.page.getByRole('button', { name: 'Learn the table' }).waitFor()
    await saved(open.page, 'Save the form to fill in')
    await open.page.getByRole('button', { name: 'Learn without differential privacy' }).waitFor()
    const form = JSON.parse((await saved(open.page, 'Save the form to fill in')).toString())
    const filled = {
      ...form,
      columns: form.columns.map((column: { kind: string; name: string }) => ({
        ...column,
        ...(column.kind === 'numeric' || column.kind === 'integer' ? { min: 0, max: 7000 } : {}),
        ...(column.kind === 'categorical' || column.kind === 'boolean'
          ? { levels: ['Adelie', 'Gentoo', 'MALE', 'FEMALE', 'Biscoe'].slice(0, column.kind === 'boolean' ? 2 : 5) }
          : {}),
      })),
    }
    await open.page.getByLabel('Load the filled-in form').setInputFiles(file('public.schema.json', '{ no json'))
    await open.page.getByRole('alert').getByText('no valid JSON').waitFor()
    await open.page.getByLabel('Load the filled-in form').setInputFiles(file('public.schema.json', JSON.stringify(filled)))
    await open.page.getByText('Privacy: epsilon 1').waitFor()
    await open.page.getByRole('button', { name: 'Learn with differential privacy, epsilon 1' }).click()
    await open.page.getByLabel('How many').fill('50')
    await open.page.getByRole('button', { name: 'Draw 50 rows' }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    expect(await open.page.locator('#command').textContent()).toContain('--epsilon 1')
    expect((await saved(open.page, 'CSV')).toString().trim().split('\n')).toHaveLength(51)
    const model = JSON.parse((await saved(open.page, 'Save the model')).toString())
    expect(model.privacy.epsilon).toBe(1)
    expect(open.problems).toEqual([])
  })

  test('what is printed shows the step that is open on paper’s white, without buttons', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByText('Torgersen').first().waitFor()
    await open.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await open.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await open.page.getByRole('button', { name: 'Go on to the model' }).isVisible()).toBe(false)
    expect((await open.page.pdf()).length).toBeGreaterThan(5000)
  })

  test('a file that has changed or gone since it was chosen is said to have, and one of 20,000 columns has a way on', async () => {
    const path = join(open.folder, 'changing.csv')
    await writeFile(path, penguins)
    await open.page.setInputFiles('#file', path)
    await open.page.getByText('344 rows and 7 columns').waitFor()
    await writeFile(path, 'a,b\n1,2\n')
    await open.page.getByRole('button', { name: 'Another table' }).click()
    await open.page.getByRole('button', { name: 'Bring back changing.csv' }).click()
    await open.page
      .getByRole('alert')
      .getByText(/has changed or gone/)
      .waitFor()
    const gone = join(open.folder, 'gone.csv')
    await writeFile(gone, penguins)
    await open.page.setInputFiles('#file', gone)
    await open.page.getByText('344 rows and 7 columns').waitFor()
    await rm(gone)
    await open.page.getByRole('button', { name: 'Another table' }).click()
    await open.page.getByRole('button', { name: 'Bring back gone.csv' }).click()
    await open.page
      .getByRole('alert')
      .getByText(/has changed or gone/)
      .waitFor()
    const wide = [
      Array.from({ length: 20_000 }, (_, i) => `c${i}`),
      ...[1, 2, 3].map((row) => Array.from({ length: 20_000 }, (_, i) => i * row)),
    ]
    const widePath = join(open.folder, 'wide.csv')
    await writeFile(widePath, `${wide.map((cells) => cells.join(',')).join('\n')}\n`)
    await open.page.evaluate(
      `globalThis.tasks = []; new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] })`,
    )
    await open.page.setInputFiles('#file', widePath)
    await open.page
      .getByText(/20,000 columns/)
      .first()
      .waitFor({ timeout: 120_000 })
    await open.page.getByLabel('Kind of c59', { exact: true }).waitFor()
    expect(await open.page.evaluate('Math.max(0, ...tasks)')).toBeLessThan(200)
  })

  test('a browser without workers is told so', async () => {
    await open.page.addInitScript('delete globalThis.Worker')
    await open.page.reload()
    await choose(open.page, 'penguins.csv', penguins)
    await open.page
      .getByRole('alert')
      .getByText(/starts no worker.*npx rowsmith/)
      .waitFor()
  })
})
