/**
 * What bundles leave out of libraries, as nobody asks for it. @stdlib brings its own typed arrays, `defineProperty` and texts of errors for engines of twenty
 * years ago, three quarters of what its exp takes; papaparse reads from networks, workers and streams, and writes; of both, what today's engines and this
 * library use takes their place. No number and no record changes.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'rolldown'

const replaced: Readonly<Record<string, string>> = {
  '@stdlib/array-float64': 'module.exports = Float64Array',
  '@stdlib/array-uint32': 'module.exports = Uint32Array',
  '@stdlib/array-uint16': 'module.exports = Uint16Array',
  '@stdlib/array-uint8': 'module.exports = Uint8Array',
  '@stdlib/utils-define-nonenumerable-read-only-property':
    'module.exports = (object, name, value) => { Object.defineProperty(object, name, { value }) }',
  papaparse: parserOfPapa(),
}

/** The parser of papaparse, with the functions that it calls, as a module. */
function parserOfPapa(): string {
  const source = readFileSync('node_modules/papaparse/papaparse.js', 'utf8')
  const parts = ['stripBom', 'escapeRegExp', 'Parser', 'isFunction'].map((name) => functionIn(source, name))
  const bad = /Papa\.BAD_DELIMITERS = .*/.exec(source)?.[0].replaceAll('Papa.BYTE_ORDER_MARK', "'\\ufeff'")
  const licence = /\/\* @license[\s\S]*?\*\//.exec(source)?.[0]
  if (!bad || !licence) throw new Error('papaparse is another one than scripts/lean-libraries.ts knows')
  return `${licence}\nconst Papa = {}\n${bad}\nPapa.Parser = Parser\n${parts.join('\n')}\nexport default Papa\n`
}

/** A function that stands in another one, one tab in. */
function functionIn(source: string, name: string): string {
  const found = new RegExp(`^\\tfunction ${name}\\([\\s\\S]*?^\\t}`, 'm').exec(source)
  if (!found) throw new Error(`papaparse has no function ${name}; see scripts/lean-libraries.ts`)
  return found[0]
}

const names = new RegExp(`^(${Object.keys(replaced).join('|')})$`)
/** The parts of simple-statistics don't touch each other, which its manifest doesn't say. */
const statistics = resolve('node_modules/simple-statistics')

export const leanLibraries: Plugin = {
  name: 'lean-libraries',
  resolveId: (id, importer) => {
    if (names.test(id)) return `\0lean:${id}`
    if (id === 'simple-statistics') return { id: join(statistics, 'index.js'), moduleSideEffects: false }
    if (importer?.startsWith(statistics) && id.startsWith('.')) return { id: join(importer, '..', id), moduleSideEffects: false }
    return null
  },
  load: (id) => (id.startsWith('\0lean:') ? { code: replaced[id.slice('\0lean:'.length)] as string, moduleSideEffects: false } : null),
}
