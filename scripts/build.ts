/** Builds dist/: one bundle a door (Node, command line, worker) and the chunks they share. With --stale, only where something is newer than dist/. */
import { readFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { dropBareImports } from './bare-imports.js'
import { browserModules } from './browser-modules.js'
import { isBuilt } from './is-built.js'
import { leanLibraries } from './lean-libraries.js'
import { writeMetricsIndex } from './metrics-index.js'
import { minifyAgain } from './minify-again.js'
import { shortenNames } from './short-names.js'
import { shortStyles } from './short-styles.js'
import { buildPage } from './web/build.js'

/**
 * Libraries that every command would wait for go into the bundle, as far as they are used: those of many files, and papaparse, of which only
 * the parser is used. Whole zod, by which model files are checked, stays outside.
 */
const bundled = /^(@stdlib\/|zod\/|papaparse$)/
const externalButThese: Plugin = {
  name: 'external-but-these',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || bundled.test(path) ? null : { path, external: true },
    )
  },
}

/** What pages load when a fit needs it, and small enough for a command to have at hand: each file of its own takes a kilobyte of names that go in and out. */
const atHand =
  /(?<!typeof )import\('(\.[^']*\/(?:ties|rules\/accept\w+(?:-units)?|lz4-frame|guess-legacy|complete-rows|csv\/writer|json\/writer|(?:bytes\/)?zstd|mixed-run|report-rules|fake-lists|fit-counts|covering|kept-rules|law-given|rare|log-density|impute|preview|draw\/task|text\/writer|check-options|steered|questions|private\/sample|choose|grow-chains|option-problems|condition-on|clip-eigenvalues|evaluate-database|evaluate-elsewhere|inspect-others|fit-elsewhere|brotli)\.js)'\)/g
const atHandInNode: Plugin = {
  name: 'at-hand',
  setup(build) {
    build.onLoad({ filter: /\/src\/(?:models|pipeline|io|cli|evaluate)\/.*\.ts$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8')
      const paths = [...new Set(Array.from(code.matchAll(atHand), ([, from]) => from))]
      if (paths.length === 0) return null
      const imports = paths.map((from, i) => `import * as atHand${i} from '${from}'`)
      const contents = code.replace(atHand, (_, from: string) => `Promise.resolve(atHand${paths.indexOf(from)})`)
      return { contents: `${imports.join(';')};${contents}`, loader: 'ts' }
    })
  },
}

writeMetricsIndex()
if (process.argv.includes('--stale') && isBuilt()) process.exit()

const { metafile } = await build({
  entryPoints: { node: 'src/node.ts', main: 'src/cli/main.ts', worker: 'src/node/worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: '[hash]',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  mainFields: ['module', 'main'],
  minify: true,
  charset: 'utf8',
  // Licences of what is bundled stand in files of their own.
  legalComments: 'external',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
  plugins: [leanLibraries, externalButThese, atHandInNode, shortStyles],
})

await Promise.all([browserModules('dist/browser'), buildPage('dist/web')])

// What an earlier build left goes only now, so that a program that is running keeps its files to the end of this one.
const fresh = new Set(Object.keys(metafile.outputs).map((path) => basename(path)))
for (const name of await readdir('dist')) if (/\.js(\.map|\.LEGAL\.txt)?$/.test(name) && !fresh.has(name)) await rm(join('dist', name))

dropBareImports('dist')
shortenNames('dist')
minifyAgain('dist')
