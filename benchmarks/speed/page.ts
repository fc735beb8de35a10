import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Bar } from '../support/bar.js'
import { type ChildRun, runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'

const executablePath = '/usr/bin/chromium'
const patience = 1_200_000

/**
 * The page in Chromium beside the command line: what it loads first, how soon it answers, and how much longer than a command it takes. A machine that has other
 * things to do makes times of no use; processor times, of all of Chromium's processes and threads, stand beside them.
 */
export async function page(scratch: string, path: string): Promise<Bar[]> {
  if (!existsSync(executablePath)) {
    console.log(`page: left out, there is no ${executablePath}\n`)
    return []
  }
  const { url, server } = await served()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    return [await firstLoad(browser, url), await interactive(browser, url), ...(await besideCommands(scratch, browser, url, path))]
  } finally {
    await browser.close()
    server.kill()
  }
}

/** `rowsmith ui`, and where it can be found. */
async function served(): Promise<{ readonly url: string; readonly server: ChildProcess }> {
  const server = spawn(process.execPath, [commandLine, 'ui', '--no-open'])
  return { server, url: await new Promise((done) => server.stdout.once('data', (text) => done(String(text).trim()))) }
}

async function opened(browser: Browser, url: string): Promise<Page> {
  // The service worker fetches everything in the background, for use without a network.
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage()
  page.setDefaultTimeout(patience)
  await page.goto(url)
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  return page
}

/** What comes before a table is dropped, each file compressed by itself. */
async function firstLoad(browser: Browser, url: string): Promise<Bar> {
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage()
  const bodies: Promise<Buffer>[] = []
  page.on('response', (response) => bodies.push(response.body().catch(() => Buffer.alloc(0))))
  await page.goto(url, { waitUntil: 'networkidle' })
  const files = await Promise.all(bodies)
  const value = files.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1000
  await page.context().close()
  return {
    what: 'page: first load, compressed',
    measured: `${files.length} files`,
    value,
    limit: 250,
    sense: 'at most',
    unit: ' kB',
    digits: 0,
  }
}

/** From the beginning of the load until the page can be used, on a processor four times as slow. */
async function interactive(browser: Browser, url: string): Promise<Bar> {
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage()
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('.drop button')) return
      seen.disconnect()
      // A task of its own: only then a click would be heard.
      setTimeout(() => Object.assign(globalThis, { usable: performance.now() }))
    })
    seen.observe(document, { childList: true, subtree: true })
  })
  await page.goto(url)
  const usable = await page.waitForFunction<number>('globalThis.usable')
  const value = (await usable.jsonValue()) / 1000
  await page.context().close()
  return { what: 'page: usable, processor 4 times as slow', measured: '', value, limit: 2, sense: 'at most', unit: ' s', digits: 1 }
}

/** From the drop to the saved file, and from two files to a report, beside `rowsmith synth` and `rowsmith evaluate`. */
async function besideCommands(scratch: string, browser: Browser, url: string, path: string): Promise<Bar[]> {
  const output = join(scratch, 'page-synthetic.csv')
  const synth = runNode(scratch, [commandLine, 'synth', path, '-o', output, '--quiet'])
  const evaluated = runNode(scratch, [commandLine, 'evaluate', path, output, '-o', join(scratch, 'page-report.html'), '--quiet'])
  const page = await opened(browser, url)
  const made = await timed(browser, async () => {
    await page.setInputFiles('#file', path)
    await page.getByRole('button', { name: /^Make [\d,]+ synthetic rows$/ }).click()
    await page.getByRole('button', { name: 'Judge and take away', exact: true }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()])
    await download.path()
  })
  await page.getByRole('button', { name: 'Compare tables' }).click()
  await page.getByLabel('The real table').setInputFiles(path)
  await page.getByLabel('One or more synthetic tables').setInputFiles(output)
  const judged = await timed(browser, async () => {
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('button', { name: 'Save the report' }).waitFor()
  })
  await page.context().close()
  return [beside('page: drop to saved CSV, beside synth', made, synth), beside('page: report of fast, beside evaluate', judged, evaluated)]
}

type Spent = Pick<ChildRun, 'seconds' | 'cpuSeconds'>

async function timed(browser: Browser, work: () => Promise<void>): Promise<Spent> {
  const [before, started] = [await processorSeconds(browser), performance.now()]
  await work()
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (await processorSeconds(browser)) - before }
}

/** Of all threads of all processes of the browser so far. */
async function processorSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

function beside(what: string, own: Spent, command: Spent): Bar {
  const measured = `${own.seconds.toFixed(1)} / ${command.seconds.toFixed(1)} s; processor ${own.cpuSeconds.toFixed(1)} / ${command.cpuSeconds.toFixed(1)} s`
  return { what, measured, value: own.seconds / command.seconds, limit: 2, sense: 'at most', unit: ' times' }
}
