import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const chunk = /^[A-Z0-9]{8}(?=\.js$)/
/** Letters of a hash that are kept at least: thousands of names for a few hundred chunks, some of which take one more. */
const fewest = 3

/**
 * Names the chunks in a folder by the beginning of their hash, as there are thousands of imports. Blanks take the place of what is left out, so that source maps stay
 * right; the next minification drops them.
 */
export function shortenNames(folder: string): void {
  const names = readdirSync(folder)
  const chunks = names.flatMap((name) => chunk.exec(name)?.[0] ?? [])
  const shortOf = new Map(chunks.map((hash) => [hash, shortest(hash, chunks)]))
  for (const name of names.filter((name) => name.endsWith('.js'))) {
    const path = join(folder, name)
    const text = readFileSync(path, 'utf8')
    const short = text.replace(/"\.\/([A-Z0-9]{8})\.js"/g, (whole, hash: string) =>
      `"./${shortOf.get(hash) ?? hash}.js"`.padEnd(whole.length),
    )
    if (short !== text) writeFileSync(path, short)
  }
  for (const name of names) {
    const [hash, ...rest] = name.split('.')
    const short = shortOf.get(hash as string)
    if (short) renameSync(join(folder, name), join(folder, [short, ...rest].join('.')))
  }
}

function shortest(hash: string, all: readonly string[]): string {
  let length = fewest
  while (all.some((other) => other !== hash && other.startsWith(hash.slice(0, length)))) length++
  return hash.slice(0, length)
}
