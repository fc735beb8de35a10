import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { minifySync } from 'rolldown/utils'

/** Minifies the bundles in a folder once more, by Rolldown, which finds two percent that esbuild leaves; their source maps go along. */
export function minifyAgain(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    const path = join(folder, name)
    const inputMap = JSON.parse(readFileSync(`${path}.map`, 'utf8'))
    const { code, map, errors } = minifySync(name, readFileSync(path, 'utf8'), { module: true, sourcemap: true, inputMap })
    if (errors.length > 0 || !map) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ') || 'has no source map'}`)
    // Without the name of the map, which isn't published.
    writeFileSync(path, code)
    writeFileSync(`${path}.map`, JSON.stringify(map))
  }
}
