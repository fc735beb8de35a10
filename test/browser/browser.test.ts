import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import Papa from 'papaparse'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as rowsmith from '../../src/index.js'
import { csvRows, csvStart, dialectFor } from '../../src/io/csv/writer.js'

const executablePath = '/usr/bin/chromium'
const flags = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking', 'disable-component-update']
const library = { ...rowsmith, csvRows, csvStart, dialectFor }
type Library = typeof library
type Row = Record<string, string | number | null>

const models = ['gaussian-copula', 'independent'] as const

/** Penguins as a web page would hold them: numbers as numbers, null where a value is missing. */
function penguins(): Row[] {
  const text = readFileSync(new URL('../../datasets/penguins.csv', import.meta.url), 'utf8').trim()
  const { data } = Papa.parse<Record<string, string>>(text, { header: true })
  const cell = (value: string) => (value === '' ? null : Number.isNaN(Number(value)) ? value : Number(value))
  return data.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])))
}

/** The model file and 5,000 rows as CSV. Sent to the page as source text, so it names nothing outside itself. */
async function synthesize(library: Library, rows: Row[], model: string): Promise<{ model: string; csv: string }> {
  const fitted = await library.fit(rows, { model, seed: 7 })
  const table = await library.sample(library.parseModel(library.stringifyModel(fitted), 'here'), 5000, { seed: 7 })
  const dialect = library.dialectFor('csv', fitted.schema)
  return {
    model: library.stringifyModel(fitted),
    csv: library.csvStart(table.names, dialect) + library.csvRows(table, fitted.schema, dialect),
  }
}

/** The library as one script for a page, which sets `rowsmith`. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export * from './index.js'; export * from './io/csv/writer.js'",
      resolveDir: fileURLToPath(new URL('../../src/', import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'rowsmith',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** A server on this machine that knows one page and its script. */
async function serve(script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/rowsmith.js'
    response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
    response.end(isScript ? script : '<!doctype html><title>Rowsmith</title><script src="/rowsmith.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe.skipIf(!existsSync(executablePath))(`in Chromium (skipped where there is no ${executablePath})`, () => {
  let server: Server
  let browser: Browser
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    server = await serve(await bundle())
    browser = await chromium.launch({ executablePath, args: [...flags, 'disable-sync'].map((flag) => `--${flag}`) })
    page = await browser.newPage()
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  })

  test('the library loads without an error', async () => {
    expect(problems).toEqual([])
    expect(await page.evaluate('typeof rowsmith.fit')).toBe('function')
  })

  test.each(models)('%s fits the same model and samples the same bytes as in Node', async (model) => {
    const rows = penguins()
    const here = await synthesize(library, rows, model)
    const there = await page.evaluate(`(${synthesize})(rowsmith, ${JSON.stringify(rows)}, ${JSON.stringify(model)})`)
    expect(here.csv.split('\n')).toHaveLength(5002)
    expect(there).toEqual(here)
  })
})
