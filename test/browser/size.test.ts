import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'
import { beforeAll, describe, expect, test } from 'vitest'

const source = fileURLToPath(new URL('../../src/', import.meta.url))
const optional = ['exceljs', 'sql.js', '@faker-js/faker', '@bokuweb/zstd-wasm']

/** The chunks that a bundler makes of a page that imports these names from the library. */
async function chunksFor(names: string): Promise<OutputChunk[]> {
  const bundle = await rolldown({
    input: 'page',
    external: optional,
    platform: 'browser',
    logLevel: 'silent',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? '\0page' : null),
        load: (id) => (id === '\0page' ? `export { ${names} } from ${JSON.stringify(`${source}index.ts`)}` : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  return output.filter((file): file is OutputChunk => file.type === 'chunk')
}

/** Of the entry, of the chunks that hold one of these modules, and of what either imports at once. */
function gzippedBytes(chunks: readonly OutputChunk[], modules: readonly string[]): number {
  const wanted = modules.map((path) => {
    const found = chunks.find(({ moduleIds }) => moduleIds.includes(`${source}${path}`))
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
  let chunks: OutputChunk[]
  beforeAll(async () => {
    chunks = await chunksFor('tableFromBytes, fit, sample, tableToBytes')
  })

  // In thousands of bytes, the next whole five above what they are.
  test.each([
    ['bootstrap.ts', 155],
    ['independent.ts', 155],
    ['smote/index.ts', 155],
    ['arf/index.ts', 165],
    ['kde/index.ts', 170],
    ['gaussian-copula/index.ts', 175],
    ['bayesian-network/index.ts', 176],
    ['mixture/index.ts', 180],
    ['sequential-trees/index.ts', 195],
    ['markov-chain/index.ts', 210],
  ])('to read a CSV file, fit %s and sample is under %i kB, compressed', (model, bound) => {
    const bytes = gzippedBytes(chunks, ['io/csv/csv.ts', 'io/csv/writer.ts', 'io/text/writer.ts', `models/${model}`])
    expect(bytes).toBeLessThan(bound * 1000)
  })

  test('keys and texts made anew take 10 kB more at most, private fits and rules are apart', () => {
    const needed = ['io/csv/csv.ts', 'io/csv/writer.ts', 'io/text/writer.ts', 'models/independent.ts']
    const plain = gzippedBytes(chunks, needed)
    expect(gzippedBytes(chunks, [...needed, 'models/made-anew/complete-rows.ts']) - plain).toBeLessThan(10_000)
    for (const part of ['models/private/independent.ts', 'models/rules/acceptance.ts'])
      expect(gzippedBytes(chunks, [...needed, part]), part).toBeGreaterThan(plain + 1000)
  })
})
