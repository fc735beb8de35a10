import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsmith } from '../support/cli.js'
import { choose, hasChromium, learnAndDraw, type Site, saved, servePage, startChromium } from '../support/page.js'

const penguins = readFileSync('datasets/penguins.csv', 'utf8')

async function axeFinds(page: Page): Promise<string[]> {
  // Colours on their way from one scheme to the other would be judged.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const found = (await page.evaluate(`${axe.source};axe.run(document, { resultTypes: ['violations'] })`)) as axe.AxeResults
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}

describe.skipIf(!hasChromium)('the page', () => {
  let browser: Browser
  let site: Site
  let page: Page
  let folder: string
  const problems: string[] = []

  const watched = (fresh: Page): Page => {
    fresh.on('pageerror', (error) => problems.push(String(error)))
    fresh.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    return fresh
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rowsmith-page-'))
    ;[browser, site] = await Promise.all([startChromium(), servePage()])
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    problems.length = 0
    await page?.close()
    page = watched(await browser.newPage())
    await page.goto(site.url)
    await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  })

  test('opens without an error, asks for nothing but its own files, and offers the shipped tables', async () => {
    for (const name of ['Penguins', 'Wages', 'Bird strikes', 'Weather']) expect(await page.getByRole('button', { name }).count()).toBe(1)
    await page.getByRole('button', { name: 'Penguins' }).click()
    await page.getByText('344 rows and 7 columns').waitFor()
    await page.getByText('Torgersen').first().waitFor()
    expect(problems).toEqual([])
    expect(site.strangers).toEqual([])
  })

  test.each(['sequential-trees', 'gaussian-copula', 'bayesian-network', 'independent'])(
    'rows of %s are those of the command that it shows, to the byte',
    async (model) => {
      await choose(page, 'penguins.csv', penguins)
      await learnAndDraw(page, model)
      const rows = await saved(page, 'CSV')
      const command = (await page.locator('#command').textContent()) ?? ''
      const [, , , ...args] = command
        .replace('penguins.csv', 'datasets/penguins.csv')
        .replace('penguins-synthetic.csv', join(folder, 'made.csv'))
        .split(' ')
      await rowsmith(['synth', ...args])
      expect(rows.toString()).toBe(await readFile(join(folder, 'made.csv'), 'utf8'))
      expect(rows.toString().split('\n')).toHaveLength(346)
      expect(problems).toEqual([])
    },
  )

  test('a corrected kind changes the schema, is part of the command, and can be undone', async () => {
    await choose(page, 'penguins.csv', penguins)
    const kind = page.getByLabel('Kind of Flipper Length (mm)')
    expect(await kind.inputValue()).toBe('integer')
    await kind.selectOption('categorical')
    await page.getByText('Taken for a categorical column').nth(3).waitFor()
    const schema = JSON.parse((await saved(page, 'Save the schema')).toString())
    expect(schema.columns[4]).toMatchObject({ name: 'Flipper Length (mm)', kind: 'categorical' })
    await learnAndDraw(page, 'independent')
    expect(await page.locator('#command').textContent()).toContain('--schema penguins.schema.json')
    const rows = await saved(page, 'CSV')
    await writeFile(join(folder, 'penguins.schema.json'), JSON.stringify(schema))
    const out = join(folder, 'corrected.csv')
    await rowsmith(['synth', 'datasets/penguins.csv', '-o', out, '-m', 'independent', '--schema', join(folder, 'penguins.schema.json')])
    expect(rows.toString()).toBe(await readFile(out, 'utf8'))
    await page.getByRole('button', { name: /Table penguins.csv.*corrected/ }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => kind.inputValue()).toBe('integer')
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
      await writeFile(join(folder, name), content)
      const path = join(folder, name)
      const { code, stderr } = await rowsmith(name.endsWith('.json') ? ['inspect', path] : ['synth', path, '-o', join(folder, 'none.csv')])
      await choose(page, name, content)
      const alert = page.getByRole('alert')
      await alert.getByText(name).waitFor()
      expect(code).toBe(2)
      expect(stderr.replaceAll(`${folder}/`, '').trim()).toContain(((await alert.locator('p').textContent()) ?? '').trim())
    }
    await choose(page, 'penguins.csv', penguins)
    await page.getByText('344 rows and 7 columns').waitFor()
  })

  test('work that is cancelled leaves the page as it was, and it can be done again', async () => {
    await page.getByRole('button', { name: 'Bird strikes' }).click()
    await page.getByRole('button', { name: 'Go on to the model' }).click()
    await page.getByRole('button', { name: 'Learn the table' }).click()
    await page.getByRole('progressbar').waitFor()
    await page.waitForTimeout(400)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 3000 })
    await page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await page.locator('#model').selectOption('independent')
    await page.getByRole('button', { name: 'Learn the table' }).click()
    await page.getByRole('button', { name: /^Draw 10,000/ }).click()
    await page.getByRole('button', { name: 'Judge and take away', exact: true }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('a condition is checked as it is typed, and holds in every row', async () => {
    await choose(page, 'penguins.csv', penguins)
    await page.getByRole('button', { name: 'Go on to the model' }).click()
    await page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await page.locator('#model').selectOption('independent')
    await page.getByRole('button', { name: 'Learn the table' }).click()
    await page.getByText('Only rows that satisfy a condition').click()
    await page.getByLabel('Condition', { exact: true }).fill('Specie == "Adelie"')
    await page.locator('#where-words.warning').waitFor()
    await expect.poll(() => page.getByRole('button', { name: /^Draw / }).isDisabled()).toBe(true)
    await page.getByLabel('Condition', { exact: true }).fill('Species == "Adelie"')
    await page.getByLabel('How many').fill('200')
    await page.getByRole('button', { name: 'Draw 200 rows' }).click()
    await page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    const lines = (await saved(page, 'CSV')).toString().trim().split('\n').slice(1)
    expect(lines).toHaveLength(200)
    expect(lines.every((line) => line.startsWith('Adelie,'))).toBe(true)
  })

  test('axe finds nothing, in light and in dark, in any step', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await axeFinds(page)).toEqual([])
    }
    await choose(page, 'penguins.csv', penguins)
    await page.getByText('Torgersen').first().waitFor()
    await page.getByRole('button', { name: 'More about Species' }).click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await axeFinds(page)).toEqual([])
    }
    await page.getByRole('button', { name: 'Go on to the model' }).click()
    await page.getByText('Options').click()
    await page.getByText('Privacy: measured').click()
    expect(await axeFinds(page)).toEqual([])
    await page.locator('#model').selectOption('independent')
    await page.getByRole('button', { name: 'Learn the table' }).click()
    await page.getByText('Only rows that satisfy a condition').click()
    await page.getByRole('button', { name: /^Draw / }).click()
    await page.getByRole('button', { name: 'Judge and take away', exact: true }).waitFor()
    expect(await axeFinds(page)).toEqual([])
    await page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    expect(await axeFinds(page)).toEqual([])
  })

  test('nothing sticks out at 320, 390, 768 and 1920 pixels', async () => {
    const stickingOut = async (): Promise<number[]> => {
      const widths: number[] = []
      for (const width of [320, 390, 768, 1920]) {
        await page.setViewportSize({ width, height: 800 })
        if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')) widths.push(width)
      }
      return widths
    }
    expect(await stickingOut()).toEqual([])
    await choose(page, 'penguins.csv', penguins)
    await page.getByText('Torgersen').first().waitFor()
    expect(await stickingOut()).toEqual([])
    await page.getByRole('button', { name: 'Go on to the model' }).click()
    expect(await stickingOut()).toEqual([])
  })
})
