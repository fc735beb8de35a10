/** Builds dist/: one bundle a door (Node, command line, worker) and the chunks they share. With --stale, only where something is newer than dist/. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OutputChunk, type OutputOptions, type Plugin, type PreRenderedChunk, rolldown } from 'rolldown'
import { browserModules } from './browser-modules.js'
import { isBuilt } from './is-built.js'
import { leanLibraries } from './lean-libraries.js'
import { licencesKept } from './licences-kept.js'
import { writeMetricsIndex } from './metrics-index.js'
import { buildPage } from './web/build.js'

/**
 * Libraries that every command would wait for go into the bundle, as far as they are used: those of many files, papaparse, of which only the parser is used,
 * and simple-statistics.
 */
const bundled = /^(@stdlib\/|zod\/|papaparse$)/

/**
 * What pages load when a fit needs it, and small enough for a command to have at hand: each file of its own takes a kilobyte of names that go in and out.
 */
const small = `
  acceptance accepted-units block-tasks check-options choose clip-eigenvalues complete-rows condition-on covering csv/writer declared
  declared-table described-database described-model draw/task evaluate-by-holdout evaluate-database evaluate-elsewhere fake-lists fit-counts fit-elsewhere fit-laws
  fit-privately fit-step formula grow-chains guess-legacy holdout/audit holdout/tune impute independent-options json/writer kept-rules language/parse
  law-given log-density mending mixed-run model-file no-options option-problems options preview private private/fit private/independent private/sample
  privacy/refit-task queries/describe questions rare report-rules rules/learn run-units steered steps table/rows text/writer ties zstd
`
const atHand = new RegExp(`(?<!typeof )import\\('(\\.[^']*/(?:${small.trim().split(/\s+/).join('|')})\\.js)'\\)`, 'g')
const atHandInNode: Plugin = {
  name: 'at-hand',
  load: {
    // Commands are loaded one by one: each is a chunk of its own.
    filter: { id: /\/src\/(?:models|pipeline|io|cli\/\w+|evaluate)\/.*\.ts$/ },
    async handler(id) {
      const code = await readFile(id, 'utf8')
      const paths = [...new Set(Array.from(code.matchAll(atHand), ([, from]) => from))]
      if (paths.length === 0) return null
      const imports = paths.map((from, i) => `import * as atHand${i} from '${from}'`)
      const own = code.replace(atHand, (_, from: string) => `Promise.resolve(atHand${paths.indexOf(from)})`)
      return { code: `${imports.join(';')};${own}`, moduleType: 'ts' }
    },
  },
}

const output: OutputOptions = {
  dir: 'dist',
  format: 'esm',
  minify: true,
  comments: { legal: false, annotation: false, jsdoc: false },
  sourcemap: 'hidden',
  entryFileNames: '[name].js',
  chunkFileNames: '[hash:8].js',
}

/** Names of as few letters as tell a build's chunks apart, as they are imported two thousand times: they go by what a chunk holds and by all of the build. */
function shortNames(build: string): (chunk: PreRenderedChunk) => string {
  const taken = new Map<string, string>()
  return ({ moduleIds }) => {
    const own = moduleIds.join('\n')
    const hash = createHash('sha256').update(build).update(own).digest('base64url').replaceAll(/[_-]/g, '').toUpperCase()
    let length = 3
    while ((taken.get(hash.slice(0, length)) ?? own) !== own) length++
    taken.set(hash.slice(0, length), own)
    return `${hash.slice(0, length)}.js`
  }
}

/**
 * What is loaded together is one file, as many small ones would take more: what says the version, what a thread and the least command load, what a thread
 * loads, what that command loads, and what the library and most other commands load.
 */
function wholes(chunks: readonly OutputChunk[]): ReadonlySet<string>[] {
  const reached = (door: string): ReadonlySet<OutputChunk> => {
    const found = new Set(chunks.filter(({ facadeModuleId }) => facadeModuleId?.endsWith(door)))
    for (const { imports } of found) for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk)
    return found
  }
  const [library, thread, least] = ['/src/node.ts', '/node/worker.ts', '/commands/inspect.ts']
  const doors = [['/cli/main.ts'], [library, thread, least], [library, thread], [library, least], [library, '/commands/impute.ts']]
  return doors.map((own) => {
    const all = own.map(reached)
    return new Set(chunks.flatMap((chunk) => (!chunk.isEntry && all.every((one) => one.has(chunk)) ? chunk.moduleIds : [])))
  })
}

writeMetricsIndex()
if (process.argv.includes('--stale') && isBuilt()) process.exit()

const { plugin, licences } = licencesKept()
const built = await rolldown({
  input: { node: 'src/node.ts', main: 'src/cli/main.ts', worker: 'src/node/worker.ts' },
  external: (id) => !/^[./\0]/.test(id) && !bundled.test(id),
  platform: 'neutral',
  checks: { ineffectiveDynamicImport: false },
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, mainFields: ['module', 'main'] },
  plugins: [atHandInNode, leanLibraries, plugin],
})
const apart = (await built.generate(output)).output.filter((file): file is OutputChunk => file.type === 'chunk')
const written = await built.write({
  ...output,
  chunkFileNames: shortNames(apart.map(({ fileName }) => fileName).join()),
  codeSplitting: { groups: wholes(apart).map((ids, i) => ({ name: `whole${i}`, test: (id) => ids.has(id), priority: 5 - i })) },
})
await writeFile(join('dist', 'LEGAL.txt'), `${[...licences].join('\n')}\n`)

await Promise.all([browserModules('dist/browser'), buildPage('dist/web')])

// What an earlier build left goes only now, so that a program that is running keeps its files to the end of this one.
const fresh = new Set(written.output.map(({ fileName }) => fileName))
for (const name of await readdir('dist')) if (/\.js(\.map|\.LEGAL\.txt)?$/.test(name) && !fresh.has(name)) await rm(join('dist', name))
