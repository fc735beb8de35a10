import { readdir, readFile, rm } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { build } from 'esbuild'

/** The browser's door and what it reaches, one file a module: a bundler leaves out what a page doesn't use, which it can't of a bundle. */
export async function browserModules(outdir: string): Promise<void> {
  const paths = await reachedFrom(['index.ts', 'browser/worker.ts'])
  await rm(outdir, { recursive: true, force: true })
  await build({
    entryPoints: paths.map((path) => join('src', path)),
    outdir,
    outbase: 'src',
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
  })
}

async function reachedFrom(doors: readonly string[]): Promise<string[]> {
  const all = new Set(await readdir('src', { recursive: true }))
  const reached = new Set(doors)
  for (const path of reached) {
    const source = await readFile(join('src', path), 'utf8')
    for (const [, target] of source.matchAll(/(?:from|import)\s*\(?'(\.[^']+)\.js'/g)) {
      const file = posix.join(posix.dirname(path), `${target}.ts`)
      if (all.has(file)) reached.add(file)
    }
  }
  return [...reached]
}
