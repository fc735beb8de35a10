import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { choose, hasChromium, pages, saved } from '../support/page.js'

/** What the main thread may do in one go, in milliseconds of its own processor time: nobody has a thread to himself here. */
const longestTask = 50

interface TraceEvent {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds of the thread's processor time. */
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** The longest task of a page's main thread, in milliseconds of processor time. */
function longestIn(trace: Buffer): number {
  const events = (JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents
  const threads = events.filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args.name === 'CrRendererMain')
  const isMain = ({ pid, tid }: TraceEvent): boolean => threads.some((thread) => thread.pid === pid && thread.tid === tid)
  const tasks = events.filter((event) => event.tdur !== undefined && event.name.endsWith('RunTask') && isMain(event))
  expect(tasks.length).toBeGreaterThan(100)
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0)
}

/** So many rows of fifteen columns of all kinds that hang together. */
function large(rows: number): string {
  const names = Array.from({ length: 15 }, (_, i) => `c${i}`)
  const line = (row: number): string =>
    names
      .map((_, i) => {
        const mixed = (row * 2_654_435_761 + (row >> 3) * 40_503 * (i + 1)) >>> 0
        if (i % 3 === 0) return ['north', 'east', 'south', 'west'][mixed % 4]
        return i % 3 === 1 ? mixed % 1000 : (mixed % 100_000) / 100
      })
      .join(',')
  return `${names.join(',')}\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`
}

describe.skipIf(!hasChromium)('the page, whatever it does', () => {
  const open = pages()
  const button = (name: string | RegExp) => open.page.getByRole('button', { name, exact: true }).first()

  // Penguins take the same way in page.long.test.ts.
  test.each(['Wages', 'Bird strikes', 'Weather'])('takes %s from one click to a saved file', async (sample) => {
    await button(new RegExp(`^${sample}`)).click()
    const make = button(/^Make [\d,]+ synthetic rows$/)
    const rows = Number(((await make.textContent()) ?? '').replace(/\D/g, ''))
    await make.click()
    await button('Judge and take away').click({ timeout: 240_000 })
    expect((await saved(open.page, 'CSV')).toString().trim().split('\n')).toHaveLength(rows + 1)
    expect(open.problems).toEqual([])
  })

  test('work that is cancelled in any step leaves the page as it was', async () => {
    const cancelled = async (): Promise<void> => {
      await open.page.getByRole('progressbar').waitFor()
      await button('Cancel').click()
      await open.page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 5000 })
      expect(await open.page.getByRole('alert').count()).toBe(0)
    }
    await choose(open.page, 'large.csv', large(100_000))
    await cancelled()
    await choose(open.page, 'birdstrikes.csv', await readFile('datasets/birdstrikes.csv'))
    await button('Go on to the model').click()
    await button('Learn the table').click()
    await cancelled()
    await open.page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption('independent')
    await button('Learn the table').click()
    await open.page.getByLabel('How many').fill('2000000')
    await button(/^Draw /).click()
    await cancelled()
    await open.page.getByLabel('How many').fill('3000')
    await button(/^Draw /).click()
    await button('Judge and take away').click()
    await button('Attack, keeping a part aside').click()
    await cancelled()
    await button('Judge the rows').click()
    await cancelled()
    expect((await saved(open.page, 'CSV')).toString().trim().split('\n')).toHaveLength(3001)
    expect(open.problems).toEqual([])
  })

  test('answers clicks while it reads, learns and draws 200,000 rows of 15 columns', async () => {
    const browser = open.page.context().browser()
    if (!browser) throw new Error('there is no browser')
    const path = join(open.folder, 'large.csv')
    await writeFile(path, large(200_000))
    await browser.startTracing(open.page, { categories: ['toplevel'] })
    await open.page.setInputFiles('#file', path)
    await open.page.getByText('200,000 rows and 15 columns').waitFor({ timeout: 240_000 })
    await button('Go on to the model').click()
    await open.page.locator('select option[value="gaussian-copula"]').waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption('gaussian-copula')
    await button('Learn the table').click()
    await open.page.getByRole('progressbar').waitFor()
    for (let i = 0; i < 6; i++) await open.page.getByText('Options').click()
    await button(/^Draw 200,000/).click({ timeout: 240_000 })
    await open.page.getByText('Only rows that satisfy a condition').click()
    await open.page.getByLabel('Condition', { exact: true }).waitFor()
    await button('Judge and take away').waitFor({ timeout: 240_000 })
    const longest = longestIn(await browser.stopTracing())
    console.log(`200,000 rows: at most ${longest.toFixed(0)} ms of the main thread's processor time in one task`)
    expect(longest).toBeLessThan(longestTask)
    expect(open.problems).toEqual([])
  })
})
