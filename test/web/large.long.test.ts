import { readFileSync } from 'node:fs'
import type { CDPSession } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { choose, hasChromium, pages, saved } from '../support/page.js'

/** The most memory that a process of this page has had so far, in bytes, with what the browser itself takes of it. */
async function peakOf(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0))
  return 1024 * Math.max(...peaks)
}

const rows = Array.from(
  { length: 1000 },
  (_, i) => `${(i * 7919) % 1000},${((i * 31) % 997) / 10},${['Bern', 'Basel', 'Chur'][i % 3]},${i % 2}`,
)

describe.skipIf(!hasChromium)('the page with a large run', () => {
  const open = pages()

  test('1,000,000 rows as Parquet take less than 1 GB, and the page answers meanwhile', async () => {
    await choose(open.page, 'small.csv', `number,amount,city,flag\n${rows.join('\n')}\n`)
    await open.page.getByRole('button', { name: 'Go on to the model' }).click()
    await open.page.locator('select option[value="independent"]').waitFor({ state: 'attached' })
    await open.page.locator('#model').selectOption('independent')
    await open.page.getByRole('button', { name: 'Learn the table' }).click()
    await open.page.getByLabel('How many').fill('1000000')
    await open.page.getByRole('button', { name: 'Draw 1,000,000 rows' }).click()
    await open.page.getByText('Only rows that satisfy a condition').click()
    await open.page.getByLabel('Condition', { exact: true }).waitFor()
    // The first rows are there, and others at a click, while the rest are drawn.
    await open.page.getByRole('table', { name: 'Synthetic rows' }).getByText('Basel').first().waitFor()
    expect(await open.page.getByRole('progressbar').count()).toBe(1)
    await open.page.getByRole('button', { name: 'Judge and take away', exact: true }).click({ timeout: 240_000 })
    const file = await saved(open.page, 'Parquet', 240_000)
    expect([file.subarray(0, 4).toString(), file.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
    const session = await open.page.context().browser()?.newBrowserCDPSession()
    if (!session) throw new Error('there is no browser')
    const peak = await peakOf(session)
    console.log(`1,000,000 rows: at most ${Math.round(peak / 1e6)} MB in one process`)
    expect(peak).toBeLessThan(1e9)
    expect(open.problems).toEqual([])
  })
})
