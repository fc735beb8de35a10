import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluateMany } from '../../src/evaluate/engine/evaluate.js'
import type { Comparison, Evaluation, ScoreEntry } from '../../src/evaluate/evaluation.js'
import { createRng } from '../../src/random/rng.js'
import { renderReport } from '../../src/report/html/index.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

const columns = ['height', 'weight', 'size']
const schema = parseSchema({
  columns: [
    { name: 'height', kind: 'numeric' },
    { name: 'weight', kind: 'numeric' },
    { name: 'size', kind: 'categorical', levels: ['small', 'large'] },
  ],
})

/** Weight follows height, and size does too; `shift` spoils the heights, `loose` the dependence. */
function people(seed: number, { shift = 0, loose = 0 } = {}): Table {
  const rng = createRng(seed)
  const height = Float64Array.from({ length: 400 }, () => rng.normal() + shift)
  return new Table([
    { name: 'height', kind: 'numeric', values: height },
    { name: 'weight', kind: 'numeric', values: height.map((value) => value * (1 - loose) + 0.5 * rng.normal()) },
    { name: 'size', kind: 'categorical', values: Int32Array.from(height, (value) => (value > 0.5 ? 1 : 0)), levels: ['small', 'large'] },
  ])
}

const page = async (evaluation: Evaluation | Comparison) =>
  parseHTML(await renderReport({ evaluation, title: 'side by side', facts: [], notes: [] })).document

describe('renderReport of several tables', () => {
  let comparison: Comparison
  let document: Document

  beforeAll(async () => {
    const made = [
      { table: people(3), name: 'good.csv', maker: 'real' },
      { table: people(4, { shift: 1, loose: 1 }), name: 'bad.csv' },
    ]
    const real = { training: people(1), holdout: people(2) }
    comparison = await evaluateMany(real, made, { schema, metrics: ['fast', 'conditional-skill', 'c2st'] })
    document = await page(comparison)
  }, 60_000)

  it('names every table by a letter, and shows the scores of all of them beside one ceiling and one floor', () => {
    expect([...document.querySelectorAll('.legend li')].map((item) => item.textContent?.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'A good.csv by real, 400 rows',
      'B bad.csv, 400 rows',
    ])
    const shape = [...document.querySelectorAll('.spectrum tbody tr')].find((row) => row.textContent?.includes('Column shapes'))
    const values = comparison.evaluations.map(({ scores }) => scores.find(({ metric }) => metric === 'marginal-shape')?.value?.toFixed(3))
    expect([...(shape?.querySelectorAll('td .score') ?? [])].map((cell) => cell.textContent)).toEqual(values)
    expect(shape?.querySelector('svg')?.getAttribute('aria-label')).toMatch(/A .*, B .* on a scale/)
  })

  it('says in short which table is as good as real rows and which is not', () => {
    const [heads, ...lines] = [...document.querySelectorAll('.short tr')]
    expect(heads?.querySelectorAll('th')).toHaveLength(3)
    const marginal = lines.find((line) => line.textContent?.includes('Does each column by itself look real?'))
    const classes = [...(marginal?.querySelectorAll('td > strong') ?? [])].map((cell) => cell.getAttribute('class'))
    expect(classes[0]).toMatch(/is-(equal|unsure)/)
    expect(classes[1]).toMatch(/is-(worse|far|beneath)/)
  })

  it('shows every column at a glance below the ranking, with a line for each table and a mark where something was found, and leads to its chart', async () => {
    const columnsShown = [...document.querySelectorAll('#in-short .thumbnails li')]
    expect(columnsShown.map((item) => item.querySelector('bdi')?.textContent).sort()).toEqual([...columns].sort())
    for (const item of columnsShown) {
      expect(item.querySelectorAll('path')).toHaveLength(1 + comparison.evaluations.length)
      const figure = document.querySelector(item.querySelector('a')?.getAttribute('href') ?? 'none')
      expect(figure?.querySelector('h3')?.textContent).toBe(item.querySelector('bdi')?.textContent)
    }
    const marked = columnsShown.filter((item) => item.getAttribute('class') === 'off').map((item) => item.querySelector('bdi')?.textContent)
    expect(marked).toContain('height')
    const good = await page(comparison.evaluations[0] as Evaluation)
    expect(good.querySelectorAll('.thumbnails li').length).toBe(columns.length)
    expect(good.querySelectorAll('.thumbnails .off').length).toBe(0)
    const order = [...document.querySelectorAll('#in-short .ranking, #in-short .thumbnails, #in-short .short')]
    expect(order.map((part) => part.getAttribute('class')?.split(' ').at(-1))).toEqual(['ranking', 'thumbnails', 'several'])
  })

  it('tells the shortcomings of each', () => {
    const cards = [...document.querySelectorAll('#shortcomings .card')].map((card) => card.textContent ?? '')
    expect(cards).toHaveLength(2)
    expect(cards[0]).not.toMatch(/Bias\./)
    expect(cards[1]).toMatch(/Bias\..*height: values are too high/)
  })

  it('draws one line or bar for each, matrices and a network for each, and every column given the others', () => {
    const figures = [...document.querySelectorAll('#columns figure')]
    const height = figures.find((figure) => figure.querySelector('h3')?.textContent === 'height')
    for (const colour of ['var(--real)', 'var(--t1)', 'var(--t2)']) expect(height?.querySelector('svg')?.innerHTML).toContain(colour)
    expect([...(height?.querySelectorAll('thead th') ?? [])].map((head) => head.textContent?.trim())).toEqual(['Value', 'Real', 'A', 'B'])
    // Real, and for each table strength, difference, what is off and the network.
    expect(document.querySelectorAll('#pairs svg')).toHaveLength(1 + 2 * 4)
    expect(document.querySelectorAll('#conditionals figure').length).toBeGreaterThanOrEqual(1)
    expect(document.querySelector('#rows')?.textContent).toMatch(/What gives them away/)
  })

  it('leads from each measure to all there is to say about it', () => {
    const links = [...document.querySelectorAll('.spectrum tbody a')].map((link) => (link.getAttribute('href') as string).slice(1))
    expect(links).toEqual(comparison.evaluations[0]?.scores.map(({ metric }) => `score-${metric}`))
    for (const id of links) expect(document.getElementById(id)?.closest('details')).not.toBeNull()
  })

  it('marks ties that are lost in the network', () => {
    const [good, bad] = [...document.querySelectorAll('#pairs figure')].filter((figure) => figure.textContent?.includes('Network'))
    const titles = (figure: Element | undefined) =>
      [...(figure?.querySelectorAll('.weaker title') ?? [])].map(({ textContent }) => textContent)
    expect(titles(good)).toEqual([])
    expect(titles(bad)).toContainEqual(expect.stringMatching(/^height × weight: real 0\.\d+, synthetic/))
  })

  it('shows one table of them alone as it shows any other', async () => {
    const alone = await page(comparison.evaluations[1] as Evaluation)
    expect(alone.querySelectorAll('.badge, .legend').length).toBe(0)
    expect(alone.querySelectorAll('.spectrum a').length).toBe(comparison.evaluations[1]?.scores.length)
    expect(alone.querySelectorAll('#columns figure').length).toBe(columns.length)
  })

  it('shows the least plausible rows, curves with that of real rows, and what is below the floor', async () => {
    const [first] = comparison.evaluations as [Evaluation]
    const entry: ScoreEntry = {
      ...(first.scores.find(({ metric }) => metric === 'c2st') as ScoreEntry),
      metric: 'pcc-plausibility',
      title: 'Plausible rows',
      curves: [{ name: 'pp', label: 'Plausibility', x: [0, 0.5, 1], y: [0, 0.2, 1], ceiling: { x: [0, 1], y: [0, 1] } }],
      details: [
        { columns: ['height'], part: 'height <9.9>', value: 0.001, synthetic: 31.25, real: 4.5, ceiling: null, ceilingSd: null, p: null },
        { columns: ['weight'], part: 'weight -9', value: 0, ceiling: null, ceilingSd: null, p: null },
      ],
    }
    const shown = await page({ ...first, scores: [...first.scores, entry] })
    const rows = [...shown.querySelectorAll('#rows tbody tr')].map((row) => [...row.children].map(({ textContent }) => textContent))
    expect(rows).toContainEqual(['height <9.9>', '31.3', '0.1 %'])
    expect(rows).toContainEqual(['weight -9', 'impossible', '0.0 %'])
    const chart = [...shown.querySelectorAll('#rows svg')].find((svg) => svg.getAttribute('aria-label')?.startsWith('Plausibility'))
    for (const colour of ['var(--real)', 'var(--t1)']) expect(chart?.innerHTML).toContain(colour)
  })
})
