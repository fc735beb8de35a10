import { rm, writeFile } from 'node:fs/promises'
import { join, posix, relative, resolve } from 'node:path'
import { type InputOptions, type OutputChunk, type Plugin, rolldown } from 'rolldown'
import { leanLibraries } from './lean-libraries.js'
import { licencesKept } from './licences-kept.js'

/** What a page asks for that reads a table, fits a model and draws rows. */
const everyFit = 'tableFromBytes, fit, sample, tableToBytes'
/** Libraries of which we use a few functions: they stand beside our modules. */
const taken = /^(@stdlib\/|papaparse$|simple-statistics$|d3-)/
const src = resolve('src')

/**
 * d3-time makes ticks of axes, for which it needs d3-array, as soon as it is loaded; reading and writing times takes no axis. And it doesn't say that its
 * intervals may be left out.
 */
const withoutTicks: Plugin = {
  name: 'without-ticks',
  transform(code, id) {
    if (!id.includes('/d3-time/')) return null
    const short = code.replace(/^const \[(\w+), (\w+)\] = ticker\(.*$/gm, 'const $1 = undefined, $2 = undefined')
    if (short === code) throw new Error('d3-time is another one than scripts/browser-modules.ts knows')
    return short.replace(/^(const \w+ = )(?=\w+\()/gm, '$1/*#__PURE__*/').replace(/^(const \w+ = )\w+\.range;/gm, '$1undefined;')
  },
}

const libraries = [leanLibraries, withoutTicks]

const shared: InputOptions = {
  external: (id) => !/^[./\0]/.test(id) && !taken.test(id),
  platform: 'browser',
  // Loaded in some places when needed, in others at once: a page has one of these places, or both.
  checks: { ineffectiveDynamicImport: false },
  resolve: { extensionAlias: { '.js': ['.ts'] }, mainFields: ['main'] },
}

/**
 * What is needed together: of the modules that these reach at once, those in these folders are one file, but for what an earlier one has. As many small files
 * they would take more, compressed, and longer to ask for.
 */
const wholes: Readonly<Record<string, { readonly from: readonly string[]; readonly within: RegExp }>> = {
  text: { from: ['io/text/text', 'io/text/writer', 'io/text/encode', 'io/text/byte-text', 'io/column-names', 'io/facts'], within: /^io\// },
  csv: { from: ['io/csv/csv', 'io/csv/writer'], within: /^io\/csv\// },
  models: { from: ['models/shell/cells', 'encode/column-of', 'random/shuffle'], within: /./ },
  normal: { from: ['stats/normal/normal'], within: /^stats\/normal\/normal/ },
  linear: { from: ['learn/linear/linear', 'learn/linear/design'], within: /^(learn\/linear|stats\/matrix)\// },
  'learn-trees': {
    from: ['learn/trees/bag', 'learn/trees/screen', 'learn/boosting/predict', 'learn/boosting/class-weights'],
    within: /^learn\//,
  },
  // Of trees, what forests have as well.
  'trees-and-forests': {
    from: ['settings', 'fit/support', 'fit/encoded', 'draw/laws/even'].map((path) => `models/sequential-trees/${path}`),
    within: /^models\/sequential-trees\/(settings|fit\/(support|encoded)|draw\/laws\/even)/,
  },
  trees: { from: ['models/sequential-trees/fit/fit', 'models/sequential-trees/draw/sample'], within: /^models\/sequential-trees\// },
  'judged-laws': { from: ['models/sequential-trees/fit/choose'], within: /^(models\/sequential-trees|learn)\// },
  quantiles: { from: ['encode/quantile'], within: /^encode\// },
  ties: { from: ['models/ties'], within: /^models\// },
  'made-anew': { from: ['models/made-anew/complete-rows'], within: /^models\/(made-anew|shell\/keys)/ },
  chain: { from: ['models/markov-chain/index', 'models/markov-chain/fit/fit-step'], within: /^(models\/markov-chain|learn\/chain)\// },
}

/**
 * The browser's door and what it reaches, one file a module: a bundler leaves out what a page doesn't use, which it can't of a bundle. What every fit needs is
 * one file, as a bundler would make some sixty small ones of it, by which pages may need what together.
 */
export async function browserModules(outdir: string): Promise<void> {
  const { modules, licences } = await reachedFrom(['index.ts', 'browser/worker.ts'])
  const together = await neededAtOnce(modules)
  const groups = groupsOf(modules, together)
  const built = await rolldown({
    ...shared,
    input: Object.fromEntries([...modules.keys(), ...functionsIn(modules)].filter((id) => !groups.has(id)).map((id) => [nameOf(id), id])),
    preserveEntrySignatures: 'strict',
    plugins: libraries,
  })
  await rm(outdir, { recursive: true, force: true })
  await built.write({
    dir: outdir,
    format: 'esm',
    minify: true,
    comments: { legal: false, annotation: true, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name].js',
    codeSplitting: { groups: [...new Set(groups.values())].map((name) => ({ name, test: (id) => groups.get(id) === name })) },
  })
  await writeFile(join(outdir, 'LEGAL.txt'), `${[...licences].join('\n')}\n`)
}

/** The file that modules share with others: of every fit, or of the first of the wholes that reaches them. */
function groupsOf(modules: ReadonlyMap<string, readonly string[]>, together: ReadonlySet<string>): ReadonlyMap<string, string> {
  const groups = new Map([...together].map((id) => [id, 'every-fit']))
  for (const [name, { from, within }] of Object.entries(wholes)) {
    const reached = new Set(from.map((path) => posix.join(src, `${path}.ts`)))
    for (const id of reached) {
      if (modules.has(id) && !groups.has(id) && within.test(relative(src, id))) groups.set(id, name)
      for (const other of modules.get(id) ?? []) reached.add(other)
    }
  }
  return groups
}

/** The functions of @stdlib that our modules call. */
function functionsIn(modules: ReadonlyMap<string, readonly string[]>): Set<string> {
  return new Set([...modules.values()].flat().filter((id) => id.includes('@stdlib')))
}

/** `encode/margin` of one of our modules, `stdlib/erfc` of a function. */
function nameOf(id: string): string {
  const path = relative(src, id).replaceAll('\\', '/')
  return path.replace(/\.ts$/, '').replace(/^.*@stdlib\/math-base-special-(\w+).*$/, 'stdlib/$1')
}

/** Our modules that these doors reach, by path, with those that each imports at once, and what the licences of others want to be kept. */
async function reachedFrom(
  doors: readonly string[],
): Promise<{ readonly modules: ReadonlyMap<string, readonly string[]>; readonly licences: ReadonlySet<string> }> {
  const modules = new Map<string, readonly string[]>()
  const { plugin, licences } = licencesKept()
  const looking: Plugin = {
    name: 'looking',
    moduleParsed({ id, importedIds }) {
      if (id.startsWith(src)) modules.set(id, importedIds)
    },
  }
  const built = await rolldown({ ...shared, input: doors.map((door) => posix.join(src, door)), plugins: [...libraries, looking, plugin] })
  await built.generate({ format: 'esm' })
  return { modules, licences }
}

/** The modules of which something is loaded at once by every page that fits, but for those that import others: these would have to be loaded before. */
async function neededAtOnce(modules: ReadonlyMap<string, readonly string[]>): Promise<ReadonlySet<string>> {
  const built = await rolldown({
    ...shared,
    input: 'page',
    plugins: [
      ...libraries,
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? '\0page' : null),
        load: (id) => (id === '\0page' ? `export { ${everyFit} } from ${JSON.stringify(posix.join(src, 'index.ts'))}` : null),
      },
    ],
  })
  const { output } = await built.generate({ format: 'esm' })
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk')
  const loaded = new Set(chunks.filter(({ isEntry }) => isEntry))
  for (const { imports } of loaded) for (const chunk of chunks) if (imports.includes(chunk.fileName)) loaded.add(chunk)
  const together = new Set<string>()
  for (const chunk of loaded)
    for (const [id, { renderedLength }] of Object.entries(chunk.modules)) if (modules.has(id) && renderedLength > 0) together.add(id)
  for (let before = Number.NaN; before !== together.size; ) {
    before = together.size
    for (const id of together) if (modules.get(id)?.some((other) => modules.has(other) && !together.has(other))) together.delete(id)
  }
  return together
}
