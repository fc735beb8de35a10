import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { parseHTML } from 'linkedom'
import { beforeAll, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { rowsmith, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()

/** What would run, or leave its place, if it were written as it is: in names of files and columns, in levels, texts, rules and titles. */
const evil = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(2)>',
  "' onmouseover='alert(3)",
  '</script><script>alert(4)</script>',
  '</title><style>*{display:none}</style>',
  ']]><b>',
  '&lt;i&gt;',
]
const [file, other, synthetic] = ['<img src=x onerror=alert(5)>.csv', '"><svg onload=alert(6)>.csv', '<b>s.csv'] as const
const columns = ['<script>alert(7)</script>', '" onclick="alert(8)', '<i>n', '</td><td>']
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

beforeAll(async () => {
  const rng = createRng(7)
  const row = (): string => {
    const a = evil[rng.integer(3)]
    return [a, rng.integer(3) > 0 ? a : evil[3 + rng.integer(4)], rng.integer(50), `${evil[rng.integer(7)]} ${rng.integer(1e6)}`]
      .map((cell) => quoted(String(cell)))
      .join(',')
  }
  const table = (): string => `${[columns.map(quoted).join(','), ...Array.from({ length: 150 }, row)].join('\n')}\n`
  for (const name of [file, other]) await writeFile(path(name), table())
  await writeFile(path('rules.txt'), 'col("<i>n") >= 0\n')
})

/** What a page holds that could run, load something, or stand for text that it should show. */
function foreignIn(html: string): string[] {
  const { document } = parseHTML(html)
  return [...document.querySelectorAll('*')].flatMap((element) => {
    const name = element.localName
    const alive = ['script', 'iframe', 'object', 'embed', 'img', 'link', 'base', 'form'].includes(name) ? [`<${name}>`] : []
    const handlers = element.getAttributeNames().filter((attribute) => attribute.startsWith('on'))
    const links = ['href', 'src']
      .flatMap((attribute) => element.getAttribute(attribute) ?? [])
      .filter((to) => !/^(#|https:\/\/|index-reports\/\w+\.html$)/.test(to))
    return [...alive, ...handlers.map((handler) => `<${name} ${handler}>`), ...links]
  })
}

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

test('and a leaderboard', async () => {
  const suite = [
    `datasets: [{ name: ${JSON.stringify('"><svg onload=alert`8`>')}, train: ${JSON.stringify(file)}, test: ${JSON.stringify(other)} }]`,
    `synthesizers: [{ name: ${JSON.stringify('<img src=x onerror=alert`9`>')}, model: independent }]`,
    'metrics: marginal-shape',
  ]
  await mkdir(path('board'))
  await writeFile(path('suite.yaml'), `${suite.join('\n')}\n`)
  const run = await rowsmith(['benchmark', path('suite.yaml'), '-o', path('results'), '-q'])
  expect([run.code, run.stderr]).toEqual([0, expect.anything()])
  expect((await rowsmith(['benchmark', 'report', path('results'), '-o', path('board/index.html'), '-q'])).code).toBe(0)
  const made = (await readdir(path('board'), { recursive: true })).filter((name) => name.endsWith('.html'))
  expect(made.length).toBeGreaterThan(1)
  for (const name of made) expect(foreignIn(await readFile(path(`board/${name}`), 'utf8'))).toEqual([])
})
