import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { parseHTML } from 'linkedom'
import { beforeAll, expect, test } from 'vitest'
import { rowsmith, scratchFolder } from '../support/cli.js'
import { columns, evil, file, foreignIn, other, quoted, synthetic, writeHostile } from './hostile.js'

const { path } = scratchFolder()
beforeAll(() => writeHostile(path))

const fitted = ['-m', 'independent', '--seed', '1', '--threads', '1', '-q']
const pages: readonly [what: string, args: () => string[], page: string][] = [
  [
    'the report of synth',
    () => [
      'synth',
      path(file),
      '-o',
      path(synthetic),
      '--report',
      path('synth.html'),
      '--rules',
      path('rules.txt'),
      '--no-audit',
      ...fitted,
    ],
    'synth.html',
  ],
  [
    'an evaluation of several tables',
    () => ['evaluate', path(file), path(synthetic), path(other), '--metrics', 'fast', '-o', path('several.html'), '-q'],
    'several.html',
  ],
  [
    'a report of attacks',
    () => ['privacy', 'attack', path(file), path(synthetic), '--holdout', path(other), '-o', path('attack.html'), '-q'],
    'attack.html',
  ],
]

test.each(pages)('%s shows names and cells as what they are', async (_, args, page) => {
  const run = await rowsmith(args())
  expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('Error')])
  const html = await readFile(path(page), 'utf8')
  expect(foreignIn(html)).toEqual([])
  const { document } = parseHTML(html)
  expect(document.body.textContent).toContain(columns[0])
  expect(document.querySelectorAll('style').length).toBeLessThanOrEqual(1)
})

test('so does a network', async () => {
  await rowsmith(['fit', path(file), '-o', path('net.json'), ...fitted, '-m', 'bayesian-network'])
  expect((await rowsmith(['inspect', path('net.json'), '--graph', path('net.svg')])).code).toBe(0)
  const svg = await readFile(path('net.svg'), 'utf8')
  expect(foreignIn(svg)).toEqual([])
  expect(svg).toContain('&lt;script&gt;')
})

/** Two tables of hostile names, one of which refers to the other. */
async function writeDatabase(name: string): Promise<string> {
  await mkdir(path(name))
  const level = (i: number): string => quoted(evil[i % evil.length] as string)
  const parents = Array.from({ length: 40 }, (_, i) => `${i + 1},${level(i)}`)
  const children = Array.from({ length: 90 }, (_, i) => `${i + 1},${(i % 40) + 1},${level(i + 1)},${i % 9}`)
  await writeFile(path(`${name}/${file}`), `id,${quoted(columns[0] as string)}\n${parents.join('\n')}\n`)
  await writeFile(
    path(`${name}/${other}`),
    `id,${quoted(`${file.slice(0, -4)}_id`)},${columns.slice(1, 3).map(quoted).join(',')}\n${children.join('\n')}\n`,
  )
  return path(name)
}

test('and the report of a database', async () => {
  const [real, made] = [await writeDatabase('<u>real'), await writeDatabase('<u>made')]
  const run = await rowsmith(['evaluate', real, made, '-o', path('database.html'), '--metrics', 'marginal-shape', '-q'])
  expect([run.code, run.stderr]).toEqual([0, expect.anything()])
  const html = await readFile(path('database.html'), 'utf8')
  expect(foreignIn(html)).toEqual([])
  const text = parseHTML(html).document.body.textContent
  for (const name of [columns[0], file.slice(0, -4), other.slice(0, -4)]) expect(text).toContain(name)
})
