import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const imports = /(?:import|from)"\.\/([\w-]+\.js)"/g
const bare = /(?<=^|;|\n)import"\.\/([\w-]+\.js)";?/g

/**
 * Takes out of the bundles in a folder each import for side effects of a chunk that is loaded anyway, through what else the bundle imports. esbuild writes one for
 * every chunk behind an entry, a fifth of a megabyte in all. Source maps are moved by what was taken out. Gives the number of characters.
 */
export function dropBareImports(folder: string): number {
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'))
  const texts = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const loads = new Map([...texts].map(([name, text]) => [name, new Set([...text.matchAll(imports)].map(([, to]) => to as string))]))
  let dropped = 0
  for (const [name, text] of texts) {
    const direct = loads.get(name) as Set<string>
    const needless = new Set([...text.matchAll(bare)].map(([, to]) => to as string).filter((to) => isLoadedAnyway(to, direct, loads)))
    const named = new Set([...text.replace(bare, '').matchAll(imports)].map(([, to]) => to as string))
    const short = text.replace(bare, (whole, to: string) => (needless.has(to) || named.has(to) ? '' : whole))
    if (short.length === text.length) continue
    writeFileSync(join(folder, name), short)
    moveMap(join(folder, `${name}.map`), text, text.length - short.length)
    dropped += text.length - short.length
  }
  return dropped
}

/** Whether the rest of what a bundle imports leads to this chunk; then it is taken out of what the bundle imports. */
function isLoadedAnyway(chunk: string, direct: Set<string>, loads: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set([...direct].filter((name) => name !== chunk))
  for (const name of seen) for (const next of loads.get(name) ?? []) seen.add(next)
  return seen.has(chunk) && direct.delete(chunk)
}

/** Moves the first mapping of the line that holds the imports; those behind it on the line are relative to it. */
function moveMap(path: string, text: string, by: number): void {
  const map = JSON.parse(readFileSync(path, 'utf8')) as { mappings: string }
  const lines = map.mappings.split(';')
  const line = text.startsWith('#!') ? 1 : 0
  lines[line] = (lines[line] as string).replace(/^[\w+/]+/, (segment) => moved(segment, by))
  writeFileSync(path, JSON.stringify({ ...map, mappings: lines.join(';') }))
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A segment whose column, its first variable-length quantity in base 64, is less by so many. */
function moved(segment: string, by: number): string {
  let [value, length, more] = [0, 0, true]
  for (; more; length++) {
    const digit = digits.indexOf(segment[length] as string)
    value += (digit & 31) * 32 ** length
    more = digit >= 32
  }
  let text = ''
  // The sign is in the last bit; a column is never negative.
  for (let left = value - 2 * by; left > 0 || text === ''; left = Math.floor(left / 32)) text += digits[(left % 32) + (left >= 32 ? 32 : 0)]
  return text + segment.slice(length)
}
