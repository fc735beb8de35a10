import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rowsmith } from '../support/cli.js'
import { choose, hasChromium, learnAndDraw, pages, rowsTwice, saved } from '../support/page.js'

const penguins = readFileSync('datasets/penguins.csv', 'utf8')

describe.skipIf(!hasChromium)('the page', () => {
  const open = pages()

  test('opens without an error, asks for nothing but its own files, and offers the shipped tables', async () => {
    for (const name of ['Penguins', 'Wages', 'Bird strikes', 'Weather'])
      expect(await open.page.getByRole('button', { name }).count()).toBe(1)
    await open.page.getByRole('button', { name: 'Penguins' }).click()
    await open.page.getByText('344 rows and 7 columns').waitFor()
    await open.page.getByText('Torgersen').first().waitFor()
    expect(open.problems).toEqual([])
    expect(open.site.strangers).toEqual([])
  })

  test('rows are those of the command that it shows, to the byte', async () => {
    const { page: ofPage, command } = await rowsTwice(open, 'gaussian-copula')
    expect(ofPage).toBe(command)
    expect(ofPage.split('\n')).toHaveLength(346)
    expect(open.problems).toEqual([])
  })

  test('columns are left out of everything and taken back; rows are those of the command, which leaves them out, too', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByText('Rules that must hold in every row').click()
    await open.page.getByLabel('A rule of your own').fill('col("Body Mass (g)") >= 3000')
    await open.page.getByRole('button', { name: 'Add', exact: true }).click()
    await open.page.getByText('must hold in every row (1)').waitFor()
    for (const name of ['Island', 'Body Mass (g)', 'Sex']) {
      await open.page.getByRole('button', { name: `Leave out ${name}` }).click()
      await open.page.getByRole('button', { name: `Take back ${name}` }).waitFor()
      await expect.poll(() => open.page.evaluate('document.activeElement.textContent')).toBe(`Take back ${name}`)
    }
    // The grid shows the cells of the columns that are left.
    await open.page.getByRole('row', { name: '1 Adelie 39.1' }).waitFor()
    await open.page.getByRole('button', { name: 'Undo' }).click()
    await open.page.getByRole('button', { name: 'Leave out Sex' }).waitFor()
    await open.page.getByRole('button', { name: 'Take back Island' }).click()
    await open.page.getByRole('button', { name: 'Leave out Island' }).waitFor()
    await open.page.getByText('344 rows and 6 columns').waitFor()
    // The rule went with its column.
    await open.page.getByText('must hold in every row (0)').waitFor()
    const { columns, rules } = JSON.parse((await saved(open.page, 'Save the schema')).toString())
    expect(columns.map(({ name }: { name: string }) => name)).toEqual([
      ...['Species', 'Island', 'Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Sex'],
    ])
    expect(rules ?? []).toEqual([])
    await open.page.getByRole('button', { name: 'Undo' }).click()
    await open.page.getByRole('button', { name: 'Take back Island' }).waitFor()
    await learnAndDraw(open.page, 'independent')
    const rows = (await saved(open.page, 'CSV')).toString()
    expect(rows.split('\n')[0]).toBe('Species,Beak Length (mm),Beak Depth (mm),Flipper Length (mm),Sex')
    const command = (await open.page.locator('#command').textContent()) ?? ''
    expect(command).toContain("--omit 'Island,Body Mass (g)'")
    await writeFile(
      join(open.folder, 'short.json'),
      JSON.stringify({ columns: columns.filter(({ name }: { name: string }) => name !== 'Island') }),
    )
    const out = join(open.folder, 'short.csv')
    await rowsmith(['synth', 'datasets/penguins.csv', '-o', out, '-m', 'independent', '--omit', 'Island,Body Mass (g)'])
    expect(rows).toBe(await readFile(out, 'utf8'))
    // A schema that doesn't name a column leaves it out.
    await open.page.getByRole('button', { name: /^1 Table/ }).click()
    await open.page.getByRole('button', { name: 'Undo' }).click()
    await open.page.getByRole('button', { name: 'Leave out Body Mass (g)' }).waitFor()
    const [chooser] = await Promise.all([
      open.page.waitForEvent('filechooser'),
      open.page.getByRole('button', { name: 'Load a schema' }).click(),
    ])
    await chooser.setFiles(join(open.folder, 'short.json'))
    await open.page.getByRole('button', { name: 'Take back Body Mass (g)' }).waitFor()
    await open.page.getByRole('button', { name: 'Take back Island' }).waitFor()
    expect(open.problems).toEqual([])
  })

  test('what is no table is refused in the words of the command line, and the page goes on', async () => {
    const files: Readonly<Record<string, string | Buffer>> = {
      'empty.csv': '',
      'binary.csv': Buffer.from([0, 1, 2, 3, 0, 0, 0, 5, 6, 7, 255, 254]),
      'header.csv': 'a,b,c\n',
      'ragged.csv': 'a,b\n1,2\n3\n4,5,6,7\n8,9\n',
      'later.model.json': '{"format":"rowsmith-model","version":9}',
    }
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(open.folder, name), content)
      const path = join(open.folder, name)
      const { code, stderr } = await rowsmith(
        name.endsWith('.json') ? ['inspect', path] : ['synth', path, '-o', join(open.folder, 'none.csv')],
      )
      await choose(open.page, name, content)
      const alert = open.page.getByRole('alert')
      await alert.getByText(name).waitFor()
      expect(code).toBe(2)
      expect(stderr.replaceAll(`${open.folder}/`, '').trim()).toContain(((await alert.locator('p').textContent()) ?? '').trim())
    }
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByText('344 rows and 7 columns').waitFor()
  })

  test('a condition is checked as it is typed, and holds in every row', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByRole('button', { name: 'Go on to the model' }).click()
    await open.page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption('independent')
    await open.page.getByRole('button', { name: 'Learn the table' }).click()
    await open.page.getByText('Only rows that satisfy a condition').click()
    await open.page.getByLabel('Condition', { exact: true }).fill('Specie == "Adelie"')
    await open.page.locator('#wish-problem:not([hidden])').waitFor()
    await expect.poll(() => open.page.getByRole('button', { name: /^Draw / }).isDisabled()).toBe(true)
    await open.page.getByLabel('Condition', { exact: true }).fill('Species == "Adelie"')
    await open.page.getByLabel('How many').fill('200')
    await open.page.getByRole('button', { name: 'Draw 200 rows' }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    const lines = (await saved(open.page, 'CSV')).toString().trim().split('\n').slice(1)
    expect(lines).toHaveLength(200)
    expect(lines.every((line) => line.startsWith('Adelie,'))).toBe(true)
  })

  test('rules that are ticked and shares that are asked for hold in every row, which are those of the command', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByText('Rules that must hold in every row').click()
    await open.page.getByRole('button', { name: 'Look for rules in the table' }).click()
    await open.page.getByText('Tick those that are no accident').waitFor()
    await open.page.getByLabel('A rule of your own').fill('Species = "Adelie"')
    await open.page.getByRole('button', { name: 'Add', exact: true }).click()
    await open.page.locator('#rule-problem:not([hidden])').waitFor()
    const rule = 'col("Body Mass (g)") >= 3000'
    await open.page.getByLabel('A rule of your own').fill(rule)
    await open.page.getByRole('button', { name: 'Add', exact: true }).click()
    await open.page.getByText('must hold in every row (1)').waitFor()
    const schema = await saved(open.page, 'Save the schema')
    expect(JSON.parse(schema.toString()).rules).toEqual([rule])
    await open.page.getByRole('button', { name: 'Go on to the model' }).click()
    await open.page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption('independent')
    await open.page.getByRole('button', { name: 'Learn the table' }).click()
    await open.page.getByText('Other shares than the table has').click()
    await open.page.getByLabel('Adelie').fill('50')
    await open.page.getByLabel('Gentoo').fill('60')
    await open.page.locator('#wish-problem:not([hidden])').waitFor()
    await open.page.getByLabel('Gentoo').fill('40')
    await open.page.getByLabel('How many').fill('200')
    await open.page.locator('#wish-problem').waitFor({ state: 'hidden' })
    await open.page.getByRole('button', { name: 'Draw 200 rows' }).click()
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    const rows = (await saved(open.page, 'CSV')).toString()
    const cells = rows
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    const count = (species: string): number => cells.filter(([own]) => own === species).length
    expect([count('Adelie'), count('Gentoo'), count('Chinstrap')]).toEqual([100, 80, 20])
    expect(cells.every(([, , , , , mass]) => mass === '' || Number(mass) >= 3000)).toBe(true)
    const command = (await open.page.locator('#command').textContent()) ?? ''
    expect(command).toContain('--share \'"Species": {"Adelie":0.5,"Gentoo":0.4}\'')
    await writeFile(join(open.folder, 'ruled.json'), schema)
    const out = join(open.folder, 'ruled.csv')
    const common = ['-m', 'independent', '--schema', join(open.folder, 'ruled.json'), '-n', '200']
    await rowsmith(['synth', 'datasets/penguins.csv', '-o', out, ...common, '--share', '"Species": {"Adelie":0.5,"Gentoo":0.4}'])
    expect(rows).toBe(await readFile(out, 'utf8'))
    expect(open.problems).toEqual([])
  })
})
