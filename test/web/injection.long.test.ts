import { describe, expect, test } from 'vitest'
import { choose, hasChromium, learnAndDraw, pages } from '../support/page.js'

// Names and cells of a stranger's table are shown in the page as what they are, at every step. test/report/injection has the reports.

const evil = ['<img src=x onerror="window.ran=1">', '"><svg onload="window.ran=2">', '</style><script>window.ran=3</script>']
const columns = ['<iframe srcdoc="<script>top.ran=4</script>">', "' onclick='window.ran=5", '<b>n</b>']
const quoted = (cell: string | number | undefined): string => `"${String(cell).replaceAll('"', '""')}"`
const table = [columns, ...Array.from({ length: 120 }, (_, i) => [evil[i % 3], evil[(i * i) % 3], i % 40])]
const csv = `${table.map((row) => row.map(quoted).join(',')).join('\n')}\n`

/** Elements, in all frames, that the page never makes itself. */
const foreign = `[...document.querySelectorAll('[onerror],[onload],[onclick],img,iframe:not([title]),td b,th b,svg[onload]')].map(({ outerHTML }) => outerHTML.slice(0, 80))`

describe.skipIf(!hasChromium)('a table whose names and cells are HTML', () => {
  const open = pages()

  test('is shown as such, in the steps and in the report', async () => {
    const { page } = open
    const look = async (): Promise<void> => {
      for (const frame of page.frames()) expect(await frame.evaluate(foreign)).toEqual([])
      expect(await page.evaluate('window.ran')).toBeUndefined()
      expect(open.problems).toEqual([])
    }
    await choose(page, '<img src=x onerror="window.ran=6">.csv', csv)
    await page.getByText('120 rows and 3 columns').waitFor()
    await page
      .getByText(columns[0] as string)
      .first()
      .waitFor()
    await look()
    await learnAndDraw(page, 'independent')
    await look()
    await page.getByRole('button', { name: 'Judge the rows' }).click()
    await page.locator('iframe').waitFor()
    await look()
  })
})
