import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { build } from 'esbuild'
import { plainStdlib } from './plain-stdlib.js'

const shared = { format: 'esm', platform: 'neutral', target: 'es2022', minify: true, logLevel: 'warning' } as const

/**
 * The browser's door and what it reaches, one file a module: a bundler leaves out what a page doesn't use, which it can't of a bundle. The functions of
 * @stdlib stand beside them in files of their own, without what no browser of today needs.
 */
export async function browserModules(outdir: string): Promise<void> {
  const paths = await reachedFrom(['index.ts', 'browser/worker.ts'])
  await rm(outdir, { recursive: true, force: true })
  await build({ ...shared, entryPoints: paths.map((path) => join('src', path)), outdir, outbase: 'src' })
  const functions = new Set<string>()
  for (const path of paths) {
    const file = join(outdir, path.replace(/\.ts$/, '.js'))
    const code = await readFile(file, 'utf8')
    const beside = code.replace(/(?<=from")@stdlib\/math-base-special-(\w+)(?=")/g, (_, name: string) => {
      functions.add(name)
      return `${'../'.repeat(path.split('/').length - 1) || './'}stdlib/${name}.js`
    })
    if (beside !== code) await writeFile(file, beside)
  }
  await build({
    ...shared,
    entryPoints: Object.fromEntries([...functions].map((name) => [name, `@stdlib/math-base-special-${name}`])),
    outdir: join(outdir, 'stdlib'),
    mainFields: ['main'],
    bundle: true,
    splitting: true,
    legalComments: 'external',
    plugins: [plainStdlib],
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
