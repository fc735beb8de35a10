import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserModules } from '../../scripts/browser-modules.js'

const optional = ['exceljs', 'sql.js', '@faker-js/faker', '@bokuweb/zstd-wasm']

/** The chunks that a bundler makes of a page that imports these names from the library as it is published in this folder. */
async function chunksFor(names: string, library: string): Promise<OutputChunk[]> {
  const bundle = await rolldown({
    input: 'page',
    external: optional,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? '\0page' : null),
        load: (id) => (id === '\0page' ? `export { ${names} } from ${JSON.stringify(join(library, 'index.js'))}` : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  return output.filter((file): file is OutputChunk => file.type === 'chunk')
}

/** Of the entry, of the chunks that hold one of these modules, and of what either imports at once. */
function gzippedBytes(chunks: readonly OutputChunk[], modules: readonly string[]): number {
  const wanted = modules.map((path) => {
    const found = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/browser/${path}`)))
    if (!found) throw new Error(`${path} is in no chunk`)
    return found
  })
  const loaded = new Set([...chunks.filter(({ isEntry }) => isEntry), ...wanted])
  for (const { imports } of loaded) {
    for (const name of imports) {
      const chunk = chunks.find(({ fileName }) => fileName === name)
      if (chunk) loaded.add(chunk)
    }
  }
  return [...loaded].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
}

describe('what a page loads', () => {
  let folder: string
  let chunks: OutputChunk[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rowsmith-size-'))
    const library = join(folder, 'browser')
    await Promise.all([
      browserModules(library),
      symlink(resolve('node_modules'), join(folder, 'node_modules')),
      writeFile(join(folder, 'package.json'), '{ "type": "module", "sideEffects": false }'),
    ])
    chunks = await chunksFor('tableFromBytes, fit, sample, tableToBytes', library)
  })
  afterAll(() => rm(folder, { recursive: true }))

  // In thousands of bytes, the next whole five above what they are, or the one after it.
  test.each([
    ['bootstrap.js', 130],
    ['independent.js', 130],
    ['smote/index.js', 130],
    ['arf/index.js', 140],
    ['kde/index.js', 140],
    ['gaussian-copula/index.js', 150],
    ['bayesian-network/index.js', 150],
    ['mixture/index.js', 155],
    ['sequential-trees/index.js', 170],
    ['markov-chain/index.js', 185],
  ])('to read a CSV file, fit %s and sample is under %i kB, compressed', (model, bound) => {
    const bytes = gzippedBytes(chunks, ['io/csv/csv.js', 'io/csv/writer.js', 'io/text/writer.js', `models/${model}`])
    expect(bytes).toBeLessThan(bound * 1000)
  })

  test('keys and texts made anew take 10 kB more at most, private fits and rules are apart', () => {
    const needed = ['io/csv/csv.js', 'io/csv/writer.js', 'io/text/writer.js', 'models/independent.js']
    const plain = gzippedBytes(chunks, needed)
    expect(gzippedBytes(chunks, [...needed, 'models/made-anew/complete-rows.js']) - plain).toBeLessThan(10_000)
    for (const part of ['models/private/independent.js', 'models/rules/acceptance.js'])
      expect(gzippedBytes(chunks, [...needed, part]), part).toBeGreaterThan(plain + 1000)
  })
})
