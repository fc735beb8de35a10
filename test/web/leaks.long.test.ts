import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, learnAndDraw, type Site, saved, servePage, startChromium } from '../support/page.js'

/** A server elsewhere, to which something might be sent. */
async function elsewhere(): Promise<{ readonly server: Server; readonly url: string; readonly got: string[] }> {
  const got: string[] = []
  const server = createServer((request, response) => {
    got.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got }
}

/** Ways to send a secret, each of which says what became of it; run in the page, and those that a worker has also in a worker. */
const ways: Readonly<Record<string, string>> = {
  fetch: 'fetch(URL + "/fetch?secret").then(() => "sent", () => "refused")',
  'fetch to the page’s own server': 'fetch(location.origin + "/secret").then(() => "sent", () => "refused")',
  request:
    'new Promise((done) => { const x = new XMLHttpRequest(); x.onload = () => done("sent"); x.onerror = () => done("refused"); x.open("POST", URL + "/xhr"); x.send("secret") })',
  socket:
    'new Promise((done) => { try { const s = new WebSocket(URL.replace("http", "ws")); s.onopen = () => done("sent"); s.onerror = () => done("refused") } catch { done("refused") } })',
  events:
    'new Promise((done) => { const s = new EventSource(URL + "/events"); s.onopen = () => done("sent"); s.onerror = () => done("refused") })',
}
const pageWays: Readonly<Record<string, string>> = {
  ...ways,
  beacon: 'new Promise((done) => { navigator.sendBeacon(URL + "/beacon", "secret"); setTimeout(() => done("refused"), 300) })',
  image:
    'new Promise((done) => { const i = new Image(); i.onload = () => done("sent"); i.onerror = () => done("refused"); i.src = URL + "/image?secret" })',
  style:
    'new Promise((done) => { const l = document.createElement("link"); l.rel = "stylesheet"; l.href = URL + "/style?secret"; l.onload = () => done("sent"); l.onerror = () => done("refused"); document.head.append(l) })',
  form: 'new Promise((done) => { const f = document.createElement("form"); f.action = URL + "/form"; f.method = "post"; document.body.append(f); f.submit(); setTimeout(() => done("refused"), 300) })',
  frame:
    'new Promise((done) => { const f = document.createElement("iframe"); f.src = URL + "/frame?secret"; document.body.append(f); setTimeout(() => done("refused"), 300) })',
  script:
    'Promise.resolve().then(() => { const s = document.createElement("script"); s.src = URL + "/script?secret"; document.head.append(s); return "sent" }).catch(() => "refused")',
}

describe.skipIf(!hasChromium)('nothing leaves the page', () => {
  let browser: Browser
  let site: Site
  let stranger: Awaited<ReturnType<typeof elsewhere>>

  beforeAll(async () => {
    ;[browser, site, stranger] = await Promise.all([startChromium(), servePage(), elsewhere()])
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    stranger?.server.close()
  })

  const opened = async (context: Browser | BrowserContext, url: string): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('button', { name: 'Choose a file' }).waitFor()
    return page
  }

  test.each(['the folder', 'the single file'])('every way to send is refused: %s', async (which) => {
    const page = await opened(browser, which === 'the folder' ? site.url : pathToFileURL(resolve('dist/web/rowsmith.html')).href)
    for (const [name, way] of Object.entries(pageWays)) {
      const code = way.replaceAll('URL', JSON.stringify(stranger.url))
      expect(`${name}: ${await page.evaluate(code)}`).toBe(`${name}: refused`)
    }
    expect(stranger.got).toEqual([])
    await page.close()
  })

  test('also from the worker that holds the table', async () => {
    const page = await opened(browser, site.url)
    const [worker] = page.workers()
    for (const [name, way] of Object.entries(ways)) {
      const code = way
        .replaceAll('URL', JSON.stringify(stranger.url))
        .replaceAll('location.origin', JSON.stringify(new URL(site.url).origin))
      expect(`${name}: ${await worker?.evaluate(code)}`).toBe(`${name}: refused`)
    }
    expect(stranger.got).toEqual([])
    expect(site.strangers).toEqual([])
    await page.close()
  })

  test('and what no policy stops is not in the code: navigation, new windows, WebRTC, hints that look up a name', () => {
    const scripts = ['index.html', ...readdirSync('dist/web').filter((name) => name.endsWith('.js'))]
    const ways =
      /RTCPeerConnection|dns-prefetch|preconnect|window\.open\(|location\.(assign|replace)\(|location(\.href)?=[^=]|WebTransport/g
    const found = scripts.flatMap((name) =>
      [...readFileSync(`dist/web/${name}`, 'utf8').matchAll(ways)].map(([text]) => `${name}: ${text}`),
    )
    expect(found).toEqual([])
  })

  test('it works without a network once it was loaded', async () => {
    const context = await browser.newContext()
    const page = await opened(context, site.url)
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await context.setOffline(true)
    await page.reload()
    await page.getByRole('button', { name: 'Penguins' }).click()
    await page.getByText('344 rows and 7 columns').waitFor()
    await learnAndDraw(page, 'independent')
    expect((await saved(page, 'CSV')).toString().split('\n')).toHaveLength(346)
    await context.close()
  })

  test('a single file does all of it from the disk', async () => {
    const page = await opened(browser, pathToFileURL(resolve('dist/web/rowsmith.html')).href)
    await page.getByRole('button', { name: 'Penguins' }).click()
    await learnAndDraw(page, 'gaussian-copula')
    expect((await saved(page, 'CSV')).toString().split('\n')).toHaveLength(346)
    expect((await saved(page, 'Parquet')).subarray(0, 4).toString()).toBe('PAR1')
    await page.close()
  })
})

describe.skipIf(!hasChromium)('rowsmith ui', () => {
  let folder: string
  let child: ChildProcess
  let url: string
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rowsmith-ui-'))
    child = spawn(process.execPath, ['dist/main.js', 'ui', 'datasets/penguins.csv', '--no-open'])
    url = await new Promise((done) => child.stdout?.once('data', (text) => done(String(text).trim())))
    browser = await startChromium()
  })
  afterAll(async () => {
    child.kill()
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('opens the table that it was given', async () => {
    const page = await browser.newPage()
    await page.goto(url)
    await page.getByText('penguins.csv has 344 rows').waitFor()
    await page.close()
  })
})
