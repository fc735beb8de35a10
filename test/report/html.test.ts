import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { selectMetrics } from '../../src/evaluate/metrics/select.js'
import type { Description } from '../../src/models/synthesizer.js'
import { renderReport } from '../../src/report/html/index.js'
import { hostile, hostileEvaluation, wideEvaluation } from './evaluations.js'

const model: Description = {
  summary: `Learned ${hostile[0]}`,
  parameters: [['salary', '0 to 1234567']],
  reveals: `Quantiles, ${hostile[3]}`,
  dependences: [{ a: hostile[0] as string, b: hostile[1] as string, strength: -0.5 }],
  graph: {
    nodes: hostile.map((name) => ({ name, note: name })),
    edges: [{ from: hostile[0] as string, to: hostile[1] as string, strength: 0.5 }],
  },
}

describe('renderReport', () => {
  let html = ''
  let document: Document

  beforeAll(async () => {
    const evaluation = await hostileEvaluation()
    html = await renderReport({
      evaluation,
      title: hostile[0] as string,
      facts: hostile.map((text) => [text, text]),
      model,
      notes: [...hostile],
    })
    document = parseHTML(html).document
  })

  it('escapes every string out of the data, in text and in attributes', () => {
    expect(html).not.toMatch(/<script|<img|<svg onload|<b>|<i>id/i)
    expect(html.match(/<\/style>/g)).toHaveLength(1)
    for (const element of document.querySelectorAll('*')) {
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on/)
    }
    expect(document.querySelector('h1')?.textContent).toBe(hostile[0])
    const headings = [...document.querySelectorAll('#columns h3')].map((heading) => heading.textContent)
    for (const name of hostile.slice(0, 5)) expect(headings).toContain(name)
  })

  it('keeps names out of the data apart from their surroundings, whatever their direction, and free of control characters', () => {
    const isolated = [...document.querySelectorAll('bdi')].map((element) => element.textContent)
    expect(isolated).toContain('שלום עולם')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not occur
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/)
  })

  it('loads nothing and runs nothing', () => {
    expect(html).not.toMatch(/url\(|@import|<link|<iframe|<object|javascript:/i)
    expect(document.querySelectorAll('[src], [srcset], [data]')).toHaveLength(0)
    for (const link of document.querySelectorAll('a')) expect(link.getAttribute('href')).toMatch(/^#/)
    for (const link of document.querySelectorAll('a'))
      expect(document.getElementById((link.getAttribute('href') as string).slice(1))).not.toBeNull()
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')
    expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'")
  })

  it('has landmarks, one title, headings without gaps, captions, labelled charts and scrolling parts that take the focus', () => {
    for (const landmark of ['header', 'nav', 'main', 'footer']) expect(document.querySelectorAll(landmark), landmark).toHaveLength(1)
    const headings = [...document.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.localName.slice(1)))
    expect(headings.filter((level) => level === 1)).toHaveLength(1)
    headings.forEach((level, i) => {
      expect(level - (headings[i - 1] ?? 0)).toBeLessThanOrEqual(1)
    })
    for (const table of document.querySelectorAll('table')) expect(table.querySelector('caption')).not.toBeNull()
    for (const chart of document.querySelectorAll('svg')) {
      expect(chart.getAttribute('role')).toBe('img')
      expect(chart.getAttribute('aria-label')?.length).toBeGreaterThan(10)
    }
    for (const part of document.querySelectorAll('.scroll')) expect(part.getAttribute('tabindex')).toBe('0')
    expect(document.documentElement.getAttribute('lang')).toBe('en')
  })

  it('warns that synthetic is not automatically anonymous', () => {
    expect(document.querySelector('[role="note"]')?.textContent).toMatch(/not automatically anonymous/)
  })

  it('shows every score between its baselines, and every column with its distribution', () => {
    const measures = [...document.querySelectorAll('.spectrum a')].map((link) => link.getAttribute('href'))
    expect(measures.sort()).toEqual(
      selectMetrics('fast')
        .map(({ name }) => `#score-${name}`)
        .sort(),
    )
    expect(document.querySelectorAll('#columns figure')).toHaveLength(2 * hostile.length)
    for (const figure of document.querySelectorAll('#columns figure')) expect(figure.querySelector('svg')).not.toBeNull()
    // Strengths in real and in synthetic rows, their difference, what is off, and the network if there are ties to draw.
    expect([4, 5]).toContain(document.querySelectorAll('#pairs svg').length)
    expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it("leaves the model's parameters out, for extremes are somebody's values", () => {
    expect(html).toContain('Quantiles, ')
    expect(html).not.toContain('1234567')
  })

  it('gives the same bytes for the same evaluation', async () => {
    const input = { evaluation: await wideEvaluation(3), title: 'same', facts: [], notes: [] }
    expect(await renderReport(input)).toBe(await renderReport(input))
  })

  it('is a data card alone without an evaluation', async () => {
    const page = parseHTML(await renderReport({ evaluation: null, title: 'card', facts: [['Seed', '7']], notes: [] })).document
    expect([...page.querySelectorAll('h2')].map((heading) => heading.textContent)).toEqual(['Data card', 'Notes'])
    expect(page.querySelector('dl')?.textContent).toBe('Seed7')
  })
})
