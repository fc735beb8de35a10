import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { metrics } from '../src/evaluate/metrics/index.js'

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'benchmarks/README.md',
  'examples/README.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
]

describe.each(documents.filter((path) => path.endsWith('.md')))('%s', (path) => {
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

test('every folder of src/ is in docs/architecture.md', () => {
  const text = readFileSync('docs/architecture.md', 'utf8')
  const folders = readdirSync('src').filter((name) => statSync(`src/${name}`).isDirectory())
  expect(folders.filter((name) => !text.includes(`\`src/${name}\``))).toEqual([])
})

test('every metric in a file is in the list', async () => {
  const files = readdirSync('src/evaluate/metrics', { recursive: true, encoding: 'utf8' }).filter((path) => /\/.*\.ts$/.test(path))
  const found = await Promise.all(files.map(async (path) => Object.values(await import(`../src/evaluate/metrics/${path}`))))
  const written = found.flat().filter((value) => typeof value === 'object' && value !== null && 'compute' in value && 'level' in value)
  expect(new Set(written)).toEqual(new Set(metrics))
})
