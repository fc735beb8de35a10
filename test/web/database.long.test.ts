import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { rowsmith } from '../support/cli.js'
import { hasChromium, pages, saved } from '../support/page.js'

const customers = [
  'id,city,since',
  ...Array.from({ length: 60 }, (_, i) => `${i + 1},${['Bern', 'Basel', 'Chur'][i % 3]},${1990 + (i % 25)}`),
]
const orders = [
  'id,customer_id,amount,courier',
  ...Array.from({ length: 200 }, (_, i) => `${i + 1},${((i * 7) % 60) + 1},${10 + ((i * 13) % 90)},${(i % 4) + 1}`),
]
const files = { 'customers.csv': `${customers.join('\n')}\n`, 'orders.csv': `${orders.join('\n')}\n` }

function filesFor(given: Readonly<Record<string, string | Buffer>>): { name: string; mimeType: string; buffer: Buffer }[] {
  return Object.entries(given).map(([name, content]) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) }))
}

describe.skipIf(!hasChromium)('a database in the page', () => {
  const open = pages()

  /** What the command line writes into a folder, by file. */
  async function folderOf(...args: string[]): Promise<Record<string, string>> {
    const folder = join(open.folder, `out-${args.length}`)
    const { code, stderr } = await rowsmith(['synth', ...args, '-o', folder])
    expect(stderr).toSatisfy(() => code === 0)
    const names = await readdir(folder)
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])))
  }

  function unzipped(zip: Buffer): Record<string, string> {
    return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]))
  }

  test('several files are tables that refer to each other; a relation that is taken out is gone, in the page and in the command, to the byte', async () => {
    await open.page.setInputFiles('#file', filesFor(files))
    const relation = open.page.getByLabel(/orders \(customer_id\) refers to customers \(id\)/)
    await relation.waitFor()
    expect(await relation.isChecked()).toBe(true)
    expect(await open.page.getByRole('img', { name: /Diagram of the tables/ }).count()).toBe(1)
    const paths = Object.keys(files).map((name) => join(open.folder, name))
    for (const [name, text] of Object.entries(files)) await writeFile(join(open.folder, name), text)
    await open.page.getByRole('button', { name: 'Make synthetic tables' }).click()
    expect(unzipped(await saved(open.page, 'Save as zip'))).toEqual(await folderOf(...paths))
    await relation.click()
    await expect.poll(() => relation.isChecked()).toBe(false)
    const schema = await saved(open.page, 'Save the schema')
    expect(JSON.parse(schema.toString()).relations).toEqual([])
    await writeFile(join(open.folder, 'database.schema.json'), schema)
    await open.page.getByRole('button', { name: 'Make synthetic tables' }).click()
    const made = unzipped(await saved(open.page, 'Save as zip'))
    expect(await open.page.locator('#command').textContent()).toContain('--schema database.schema.json')
    expect(made).toEqual(await folderOf(...paths, '--schema', join(open.folder, 'database.schema.json')))
    expect(open.problems).toEqual([])
  })

  test('broken references stop the fit, or are settled as the command does; a schema that is loaded is kept; the report is the command’s', async () => {
    const broken = { ...files, 'orders.csv': `${orders.join('\n')}\n201,999,10,1\n` }
    const paths = Object.keys(broken).map((name) => join(open.folder, name))
    for (const [name, text] of Object.entries(broken)) await writeFile(join(open.folder, name), text)
    await open.page.setInputFiles('#file', filesFor(files))
    await open.page.getByText('2 tables, 260 rows').waitFor()
    const schema = await saved(open.page, 'Save the schema')
    await writeFile(join(open.folder, 'database.schema.json'), schema)
    await open.page.getByRole('button', { name: 'Another table' }).click()
    await open.page.setInputFiles('#file', filesFor(broken))
    await open.page.getByText('2 tables, 261 rows').waitFor()
    const [chooser] = await Promise.all([
      open.page.waitForEvent('filechooser'),
      open.page.getByRole('button', { name: 'Load a schema' }).click(),
    ])
    await chooser.setFiles({ name: 'database.schema.json', mimeType: 'application/json', buffer: schema })
    await open.page.getByRole('button', { name: 'Make synthetic tables' }).click()
    await open.page.getByRole('alert').getByText('999').waitFor()
    await open.page.getByText('Where references or keys are broken').click()
    await open.page.getByLabel('References to rows that aren’t there').selectOption('drop')
    await open.page.getByText('2 tables, 260 rows').waitFor()
    await open.page.getByRole('button', { name: 'Make synthetic tables' }).click()
    const made = unzipped(await saved(open.page, 'Save as zip'))
    expect(await open.page.locator('#command').textContent()).toContain('--schema database.schema.json --orphans drop')
    await open.page.getByRole('button', { name: 'Judge the tables' }).click()
    const report = (await saved(open.page, 'Save the report')).toString()
    const reportPath = join(open.folder, 'report.html')
    const settled = ['--schema', join(open.folder, 'database.schema.json'), '--orphans', 'drop', '--report', reportPath]
    expect(made).toEqual(await folderOf(...paths, ...settled))
    expect(report).toBe(await readFile(reportPath, 'utf8'))
    expect(open.problems).toEqual([])
  })

  // Of tables without names of people: those are made-up words in the page, and names on a command line with @faker-js/faker.
  test('an SQLite file comes out as one, byte for byte that of the command line', async () => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(open.folder, name), text)
    const real = join(open.folder, 'shop.sqlite')
    await rowsmith(['synth', ...Object.keys(files).map((name) => join(open.folder, name)), '--seed', '5', '-o', real])
    await open.page.setInputFiles('#file', real)
    await open.page.getByText('2 tables, ').waitFor()
    await open.page.getByRole('button', { name: 'Make synthetic tables' }).click()
    const made = await saved(open.page, 'Save as SQLite')
    const out = join(open.folder, 'synthetic.sqlite')
    await rowsmith(['synth', real, '-o', out])
    expect(made.equals(await readFile(out))).toBe(true)
    expect(open.problems).toEqual([])
  })

  test('what is no table among them is named, and the page goes on', async () => {
    await open.page.setInputFiles('#file', filesFor({ ...files, 'empty.csv': '' }))
    await open.page.getByRole('alert').getByText('empty.csv: is empty (0 bytes)').waitFor()
    await open.page.setInputFiles('#file', filesFor({ 'broken.sqlite': 'SQLite format 3\0 and then nothing' }))
    await open.page.getByRole('alert').getByText('broken.sqlite').waitFor()
    await open.page.setInputFiles('#file', filesFor(files))
    await open.page.getByText('2 tables, 260 rows').waitFor()
  })
})
