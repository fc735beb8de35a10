import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const door = new URL('../../dist/node.js', import.meta.url)
if (!existsSync(door)) throw new Error('benchmarks: dist/node.js is not there; run `npm run build` first')

/** The built library: what is measured is what users get. */
export const library = (await import(door.href)) as typeof import('../../src/node.js')

/** The built command line. */
export const commandLine = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
