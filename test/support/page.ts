import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { rowsmith } from './cli.js'

const executablePath = '/usr/bin/chromium'
export const hasChromium = existsSync(executablePath)
const flags = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking', 'disable-component-update']

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...flags, 'disable-sync', 'enable-precise-memory-info'].map((flag) => `--${flag}`) })
}

export interface Site {
  readonly url: string
  /** Paths that were asked for and are none of the page's. */
  readonly strangers: string[]
  /** From now on, those of its parts that weren't asked for yet are gone, as after an update. */
  update(): void
  close(): Promise<void>
}

/** `dist/web` as any static server would have it, under a sub-path and without a header of its own. */
export async function servePage(): Promise<Site> {
  const strangers: string[] = []
  let isUpdated = false
  const server: Server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const name = path.replace(/^\/some\/where\//, '') || 'index.html'
    readFile(`dist/web/${isUpdated && name.startsWith('part-') ? 'gone' : name}`).then(
      (bytes) => {
        response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
        response.end(bytes)
      },
      () => {
        if (!path.endsWith('favicon.ico')) strangers.push(path)
        response.statusCode = 404
        response.end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`,
    strangers,
    update: () => {
      isUpdated = true
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

interface OpenPage {
  readonly page: Page
  readonly site: Site
  readonly folder: string
  readonly problems: string[]
}

/** A page in Chromium for each test of a file, freshly opened from `dist/web`; faults that the browser tells are collected. */
export function pages(): OpenPage {
  const problems: string[] = []
  let browser: Browser
  let site: Site
  let page: Page
  let folder: string
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
    page = await browser.newPage()
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    await page.goto(site.url)
    await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  })
  return {
    problems,
    get page() {
      return page
    },
    get site() {
      return site
    },
    get folder() {
      return folder
    },
  }
}

/** Drops a file on the page, as its file picker would hand it over. */
export async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })
}

/** From the open table to drawn rows. */
export async function learnAndDraw(page: Page, model?: string): Promise<void> {
  await page.getByRole('button', { name: 'Go on to the model' }).click()
  if (model !== undefined) {
    await page.locator(`select option[value="${model}"]`).waitFor({ state: 'attached' })
    await page.locator('#model').selectOption(model)
  }
  await page.getByRole('button', { name: 'Learn the table' }).click()
  await page.getByRole('button', { name: /^Draw / }).click()
  await page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
}

/** What a click saves, within so many milliseconds. */
export async function saved(page: Page, button: string, timeout = 30_000): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout }),
    page.getByRole('button', { name: button, exact: true }).click(),
  ])
  return readFile(await download.path())
}

/** The rows of penguins that the page makes, and those of the command that it shows. */
export async function rowsTwice({ page, folder }: OpenPage, model: string): Promise<{ readonly page: string; readonly command: string }> {
  await choose(page, 'penguins.csv', await readFile('datasets/penguins.csv'))
  await learnAndDraw(page, model)
  const rows = await saved(page, 'CSV')
  const shown = (await page.locator('#command').textContent()) ?? ''
  const out = join(folder, `${model}.csv`)
  const [, , , ...args] = shown.replace('penguins.csv', 'datasets/penguins.csv').replace('penguins-synthetic.csv', out).split(' ')
  await rowsmith(['synth', ...args])
  return { page: rows.toString(), command: await readFile(out, 'utf8') }
}

/** What axe-core has against the page as it is, in light and in dark. */
export async function axeFinds(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours on their way from one scheme to the other would be judged.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = (await page.evaluate(`${axe.source};axe.run(document, { resultTypes: ['violations'] })`)) as axe.AxeResults
    found.push(...violations.map(({ id, nodes }) => `${colorScheme}, ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`))
  }
  return found
}

/** Widths at which something sticks out to the right, so that all of the page would scroll. */
export async function stickingOut(page: Page): Promise<number[]> {
  const widths: number[] = []
  for (const width of [320, 390, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')) widths.push(width)
  }
  return widths
}
