import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { dataset, rowsmith, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()
const text = (name: string): Promise<string> => readFile(path(name), 'utf8')
const wages = dataset('wages-1985.csv')
/** Enough work for threads to be started. */
const mixture = ['-m', 'mixture', '-O', 'chains=2', '-O', 'sweeps=6', '-q']

test('synth gives the same model, the same rows and the same report on 1 and 2 threads', async () => {
  const synth = async (threads: number): Promise<string> => {
    // One metric that trains something is enough for threads to be started for the report, too.
    const report = ['--report', path(`${threads}.html`), '--metrics', 'marginal-shape,c2st-logistic', '-n', '200']
    const run = await rowsmith(['synth', wages, ...mixture, '--threads', String(threads), '--save', path(`${threads}.json`), ...report])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    return run.stdout + (await text(`${threads}.json`)) + (await text(`${threads}.html`))
  }
  expect(await synth(2)).toBe(await synth(1))
})

test('a network is drawn in the report of synth, and exported as SVG, DOT and JSON', async () => {
  const run = await rowsmith([
    'synth',
    wages,
    '-m',
    'bayesian-network',
    '-q',
    '-o',
    path('w.csv'),
    '--report',
    path('w.html'),
    '--metrics',
    'marginal-shape',
    '--save',
    path('w.json'),
  ])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(await text('w.html')).toMatch(/<section id="network"/)
  for (const name of ['w.svg', 'w.DOT', 'g.json']) {
    expect(await rowsmith(['inspect', path('w.json'), '--graph', path(name)])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  }
  expect(await text('w.svg')).toMatch(/^<svg xmlns=/)
  expect(await text('w.DOT')).toMatch(/^digraph network \{/)
  const graph = JSON.parse(await text('g.json'))
  expect(graph.nodes.length).toBeGreaterThan(5)
  expect(graph.edges[0]).toMatchObject({ from: expect.any(String), to: expect.any(String), strength: expect.any(Number) })
})

test('what has no network, and a name that says no format, are refused in words', async () => {
  await rowsmith(['fit', wages, '-m', 'independent', '-q', '-o', path('i.json')])
  const inspect = async (file: string, graph: string): Promise<string> => {
    const run = await rowsmith(['inspect', file, '--graph', path(graph)])
    expect(run.code).toBe(2)
    return run.stderr
  }
  expect(await inspect(path('i.json'), 'g.svg')).toMatch(/independent is no network of the columns; fit a bayesian-network/)
  expect(await inspect(path('i.json'), 'g.png')).toMatch(/writes \.svg, \.dot or \.json \(got .*g\.png\)/)
  expect(await inspect(wages, 'g.svg')).toMatch(/wages-1985\.csv is none/)
})
