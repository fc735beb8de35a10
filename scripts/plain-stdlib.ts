/**
 * @stdlib brings its own typed arrays, `defineProperty` and texts of errors for engines of twenty years ago: three quarters of what its exp takes.
 * In bundles for today's engines, what these have takes their place. No number changes.
 */
import type { Plugin as EsbuildPlugin } from 'esbuild'
import type { Plugin as RolldownPlugin } from 'rolldown'

const replaced: Readonly<Record<string, string>> = {
  '@stdlib/array-float64': 'module.exports = Float64Array',
  '@stdlib/array-uint32': 'module.exports = Uint32Array',
  '@stdlib/array-uint16': 'module.exports = Uint16Array',
  '@stdlib/array-uint8': 'module.exports = Uint8Array',
  '@stdlib/utils-define-nonenumerable-read-only-property':
    'module.exports = (object, name, value) => { Object.defineProperty(object, name, { value }) }',
}

const names = new RegExp(`^(${Object.keys(replaced).join('|')})$`)

export const plainStdlib: EsbuildPlugin = {
  name: 'plain-stdlib',
  setup(build) {
    build.onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'plain-stdlib' }))
    build.onLoad({ filter: /./, namespace: 'plain-stdlib' }, ({ path }) => ({ contents: replaced[path] }))
  },
}

export const plainStdlibInPage: RolldownPlugin = {
  name: 'plain-stdlib',
  resolveId: (id) => (names.test(id) ? `\0plain:${id}` : null),
  load: (id) => (id.startsWith('\0plain:') ? { code: replaced[id.slice('\0plain:'.length)] as string, moduleSideEffects: false } : null),
}
