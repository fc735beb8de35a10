import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { modelPages } from '../../scripts/model-pages.js'
import { metrics } from '../../src/evaluate/metrics/index.js'
import { rowsmith } from '../support/cli.js'
import { blocksOf, commandsOf, pages } from './blocks.js'

const documents = [...pages, 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'benchmarks/README.md']

describe.each(documents)('%s', (path) => {
  const text = readFileSync(path, 'utf8')

  test('its links lead somewhere', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(([, target]) => target as string)
    expect(targets.filter((target) => !existsSync(join(dirname(path), target)))).toEqual([])
  })

  test('the files and folders of src/ and test/ that it names are there', () => {
    const named = [...text.matchAll(/`((?:src|test)\/[\w./-]+)`/g)].map(([, name]) => name as string)
    expect(named.filter((name) => ![name, `${name}.ts`, `${name}.test.ts`, `${name}.long.test.ts`].some(existsSync))).toEqual([])
  })
})

test('scripts of the project that are named are there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const named = documents.flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name as string))
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([])
})

test('the page of each model says what its source says; `npm run docs` writes it', async () => {
  for (const { path, text } of await modelPages()) expect(readFileSync(path, 'utf8'), path).toBe(text)
})

test('options of commands that are named are there', async () => {
  const inline = documents.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/`(?:npx )?(rowsmith [a-z][^`]*)`/g)].map(([, text]) => text as string),
  )
  const texts = [
    ...inline,
    ...pages
      .flatMap(blocksOf)
      .flatMap(commandsOf)
      .map(({ text }) => text),
  ]
  const helps = new Map<string, string>()
  const unknown: string[] = []
  for (const text of texts.flatMap((text) => text.replace(/'[^']*'|"[^"]*"/g, "''").split(/&&|\||;|#|\s·\s/))) {
    const [, command] = /\browsmith (privacy \w+|benchmark report|[a-z]+)/.exec(text) ?? []
    if (!command) continue
    if (!helps.has(command)) helps.set(command, (await rowsmith([...command.split(' '), '--help'])).stdout)
    const options = [...text.matchAll(/(?<=\s)--?[a-zA-Z][\w-]*/g)].map(([option]) => option)
    const help = helps.get(command) as string
    unknown.push(
      ...options.filter((option) => !new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(help)).map((option) => `${text.trim()}: ${option}`),
    )
  }
  expect(helps.size).toBeGreaterThan(12)
  expect(unknown).toEqual([])
})

test('every folder of src/ is in docs/architecture.md', () => {
  const text = readFileSync('docs/architecture.md', 'utf8')
  const folders = readdirSync('src').filter((name) => statSync(`src/${name}`).isDirectory())
  expect(folders.filter((name) => !text.includes(`\`src/${name}\``))).toEqual([])
})

test('every metric in a file is in the list', async () => {
  const files = readdirSync('src/evaluate/metrics', { recursive: true, encoding: 'utf8' }).filter((path) => /\/.*\.ts$/.test(path))
  const found = await Promise.all(files.map(async (path) => Object.values(await import(`../../src/evaluate/metrics/${path}`))))
  const written = found.flat().filter((value) => typeof value === 'object' && value !== null && 'compute' in value && 'level' in value)
  expect(new Set(written)).toEqual(new Set(metrics))
})
