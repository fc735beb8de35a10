/** Builds dist/: one bundle a door (browser, Node, command line, worker), shared chunks, and the declarations. */
import { rm } from 'node:fs/promises'
import { build, type Plugin } from 'esbuild'

/** @stdlib is hundreds of small CommonJS files that take longer to load than to run: it goes into the bundle. */
const externalBut: Plugin = {
  name: 'external-but-stdlib',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@stdlib/') ? null : { path, external: true },
    )
  },
}

await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: { index: 'src/index.ts', node: 'src/node.ts', main: 'src/cli/main.ts', worker: 'src/node-worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  mainFields: ['module', 'main'],
  sourcemap: true,
  logLevel: 'warning',
  plugins: [externalBut],
})
