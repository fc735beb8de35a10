import { parseHTML } from 'linkedom'
import { expect, it } from 'vitest'
import { renderReport } from '../../src/report/html/index.js'
import { wideEvaluation } from './evaluations.js'

it('draws the 60 worst of 100 columns and lists the rest, in less than 1.5 MB', async () => {
  const wide = await renderReport({ evaluation: await wideEvaluation(100), title: 'wide', facts: [], notes: [] })
  const page = parseHTML(wide).document
  expect(page.querySelectorAll('#columns figure')).toHaveLength(60)
  expect(page.querySelector('#columns > details summary')?.textContent).toMatch(/^40 more columns/)
  const drawn = [...page.querySelectorAll('#columns figure h3')].map((heading) => Number(heading.textContent?.split(' ')[1]))
  // The 50 that are shifted come before those that are not.
  expect(drawn.slice(0, 40).every((column) => column % 2 === 1)).toBe(true)
  expect(wide.length).toBeLessThan(1_500_000)
})
