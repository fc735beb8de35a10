import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'

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
  close(): Promise<void>
}

/** `dist/web` as any static server would have it, under a sub-path and without a header of its own. */
export async function servePage(): Promise<Site> {
  const strangers: string[] = []
  const server: Server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const name = path.replace(/^\/some\/where\//, '') || 'index.html'
    readFile(`dist/web/${name}`).then(
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
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
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

/** What a click saves. */
export async function saved(page: Page, button: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()])
  return readFile(await download.path())
}
