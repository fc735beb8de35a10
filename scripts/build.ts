/** Builds dist/: one bundle a door (browser, Node, command line, worker) and the chunks they share. */
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { dropBareImports } from './bare-imports.js'
import { browserModules } from './browser-modules.js'
import { writeMetricsIndex } from './metrics-index.js'
import { buildPage } from './web/build.js'

/** @stdlib is hundreds of small CommonJS files that take longer to load than to run: it goes into the bundle. */
const externalBut: Plugin = {
  name: 'external-but-stdlib',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@stdlib/') ? null : { path, external: true },
    )
  },
}

writeMetricsIndex()

const { metafile } = await build({
  entryPoints: { index: 'src/index.ts', node: 'src/node.ts', main: 'src/cli/main.ts', worker: 'src/node/worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
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
  plugins: [externalBut],
})

await Promise.all([browserModules('dist/browser'), buildPage('dist/web')])

// What an earlier build left goes only now, so that a program that is running keeps its files to the end of this one.
const fresh = new Set(Object.keys(metafile.outputs).map((path) => basename(path)))
for (const name of await readdir('dist')) if (/\.js(\.map|\.LEGAL\.txt)?$/.test(name) && !fresh.has(name)) await rm(join('dist', name))

dropBareImports('dist')
