import { readFileSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { choose, hasChromium, learnAndDraw, pages, saved, servePage } from '../support/page.js'

const penguins = readFileSync('datasets/penguins.csv', 'utf8')

/** A file of so many bytes that begins with rows and holds nothing after them; nothing of it is on the disk. */
async function sparse(path: string, bytes: number): Promise<string> {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i},person ${i},${(i * 31) % 1000}.5,note ${(i * 104_729) % 15_485_863}`)
  const file = await openFile(path, 'w')
  await file.write(`id,name,amount,note\n${rows.join('\n')}\n`)
  await file.truncate(bytes)
  await file.close()
  return path
}

describe.skipIf(!hasChromium)('the page where something is lacking', () => {
  const open = pages()

  test('a file of 2 GB is refused by its first rows, with what it would take and a way on', async () => {
    await open.page.setInputFiles('#file', await sparse(join(open.folder, 'huge.csv'), 2e9))
    const alert = open.page.getByRole('alert')
    await alert.getByText(/huge\.csv: has 2\.0 GB and would take about \d+\.?\d* GB of memory.*command line, which streams/).waitFor()
    await choose(open.page, 'penguins.csv', penguins)
    await open.page.getByText('344 rows and 7 columns').waitFor()
    expect(open.problems).toEqual([])
  })

  test('a browser with 1 GB of memory takes smaller files, on one thread, and refuses sooner', async () => {
    await open.page.addInitScript(() => {
      Object.defineProperty(performance, 'memory', { value: { jsHeapSizeLimit: 2.7e8 } })
      Object.defineProperty(navigator, 'deviceMemory', { value: 1 })
      Object.defineProperty(navigator, 'hardwareConcurrency', { value: 8 })
    })
    await open.page.reload()
    await open.page.setInputFiles('#file', await sparse(join(open.folder, 'large.csv'), 1.5e8))
    await open.page
      .getByRole('alert')
      .getByText(/of which this browser gives a page 0\.27 GB/)
      .waitFor()
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'sequential-trees')
    expect((await saved(open.page, 'CSV')).toString().trim().split('\n')).toHaveLength(345)
    // The desk, and the one thread of its pool, which does the desk's work itself.
    expect(open.page.workers().length).toBeLessThanOrEqual(2)
    expect(open.problems).toEqual([])
  })

  test('two tabs keep their tables apart', async () => {
    const context = await open.page.context().browser()?.newContext()
    if (!context) throw new Error('there is no browser')
    const tabs = [await context.newPage(), await context.newPage()]
    const tables = [penguins, `a,b\n${Array.from({ length: 60 }, (_, i) => `${i},${i % 7}`).join('\n')}\n`]
    for (const [i, tab] of tabs.entries()) {
      await tab.goto(open.site.url)
      await choose(tab, 'table.csv', tables[i] ?? '')
    }
    for (const tab of tabs) await learnAndDraw(tab, 'independent')
    const lines = await Promise.all(tabs.map(async (tab) => (await saved(tab, 'CSV')).toString().trim().split('\n').length))
    expect(lines).toEqual([345, 61])
    await context.close()
  })

  test('a reload in the midst is asked about; nothing is kept, which was said before', async () => {
    await open.page.getByText('Nothing is kept when you close or reload the page').waitFor()
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'independent')
    const asked: string[] = []
    open.page.on('dialog', async (dialog) => {
      asked.push(dialog.type())
      await dialog.accept()
    })
    await open.page.reload()
    await open.page.getByRole('button', { name: 'Choose a file' }).waitFor()
    expect(asked).toEqual(['beforeunload'])
    expect(await open.page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0)
    expect(await open.page.evaluate('indexedDB.databases()')).toEqual([])
  })

  test('without any storage it works; where there is no room for the rows it says so', async () => {
    const session = await open.page.context().newCDPSession(open.page)
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(open.site.url).origin, quotaSize: 1 })
    await open.page.reload()
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'independent')
    const [worker] = open.page.workers()
    await worker?.evaluate('Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("", "NotReadableError"))')
    await open.page.getByRole('button', { name: 'JSON', exact: true }).click()
    await open.page.getByRole('alert').getByText('the browser has no room left for a file of this size').waitFor()
  })

  test('a download that was blocked is offered again', async () => {
    await choose(open.page, 'penguins.csv', penguins)
    await learnAndDraw(open.page, 'independent')
    const rows = await saved(open.page, 'CSV')
    const [again] = await Promise.all([
      open.page.waitForEvent('download'),
      open.page.getByRole('link', { name: 'Not there? Save it again' }).click(),
    ])
    expect(again.suggestedFilename()).toBe('penguins-synthetic.csv')
    expect(readFileSync(await again.path())).toEqual(rows)
  })

  test('a page that was updated on its server goes on with the parts that it kept, and says what to do without them', async () => {
    const site = await servePage()
    const browser = open.page.context().browser()
    const contexts = await Promise.all((['allow', 'block'] as const).map((serviceWorkers) => browser?.newContext({ serviceWorkers })))
    const [kept, bare] = await Promise.all(contexts.map(async (context) => (await context?.newPage()) as Page))
    for (const page of [kept, bare]) {
      await page.goto(site.url)
      await page.getByRole('button', { name: 'Choose a file' }).waitFor()
    }
    await kept.evaluate('navigator.serviceWorker.ready.then(() => true)')
    site.update()
    await choose(kept, 'penguins.csv', penguins)
    await kept.getByText('344 rows and 7 columns').waitFor()
    await choose(bare, 'penguins.csv', penguins)
    await bare.getByRole('alert').getByText('reload the page and open the table again').waitFor()
    for (const context of contexts) await context?.close()
    await site.close()
  })
})
