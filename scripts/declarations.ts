/** Removes declarations that no door of the package leads to: the compiler writes one for every file of src/. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, posix } from 'node:path'

const doors = ['node.d.ts', 'index.d.ts', 'browser/worker.d.ts']

const all = (await readdir('dist', { recursive: true })).map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.d.ts'))
const reached = new Set(doors)
for (const path of reached) {
  const text = await readFile(join('dist', path), 'utf8')
  for (const [, target] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g)) {
    reached.add(posix.join(posix.dirname(path), `${target}.d.ts`))
  }
}
for (const path of all) if (!reached.has(path)) await rm(join('dist', path))
