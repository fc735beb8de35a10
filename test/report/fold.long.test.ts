import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comparison } from '../../src/evaluate/evaluation.js'
import { renderReport } from '../../src/report/html/index.js'
import { hasChromium, startChromium } from '../support/page.js'
import { wideEvaluation } from './evaluations.js'

/** What somebody sees before scrolling, in the browser: a phone, a laptop and a large screen. */
describe.skipIf(!hasChromium)('the first screen', () => {
  let browser: Browser
  let folder = ''
  const files = { one: '', several: '' }

  beforeAll(async () => {
    browser = await startChromium()
    folder = await mkdtemp(join(tmpdir(), 'rowsmith-fold-'))
    const evaluation = await wideEvaluation(20)
    const several: Comparison = {
      ...evaluation,
      format: 'rowsmith-comparison',
      evaluations: ['tree.csv', 'network.csv', 'copula.csv', 'mixture.csv', 'smote.csv'].map((name) => ({ ...evaluation, name })),
    } as Comparison
    for (const [name, shown] of [
      ['one', evaluation],
      ['several', several],
    ] as const) {
      files[name] = join(folder, `${name}.html`)
      await writeFile(files[name], await renderReport({ evaluation: shown, title: `${name}.csv`, facts: [], notes: [] }))
    }
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const bottomOf = async (file: string, part: string, width: number, height: number) => {
    const page = await browser.newPage({ viewport: { width, height } })
    await page.goto(pathToFileURL(file).href)
    const box = await page.locator(part).boundingBox()
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    await page.close()
    return { bottom: box ? box.y + box.height : Number.NaN, isWide }
  }

  it.each([
    ['one', '.first', 390, 844],
    ['one', '.thumbnails', 1280, 800],
    ['one', '.thumbnails', 1920, 1080],
    ['several', '.ranking tbody tr:first-child', 390, 844],
    ['several', '.ranking', 1280, 800],
    ['several', '.thumbnails', 1920, 1080],
  ] as const)('of %s holds %s whole at %i x %i, and nothing is wider than it', async (file, part, width, height) => {
    const { bottom, isWide } = await bottomOf(files[file], part, width, height)
    expect(bottom).toBeLessThanOrEqual(height)
    expect(isWide).toBe(false)
  })
})
