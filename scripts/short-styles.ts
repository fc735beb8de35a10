import { readFile } from 'node:fs/promises'
import { transformSync } from 'esbuild'
import type { Plugin } from 'rolldown'

/** The report's style sheet, written to be read, without blanks and line ends. */
export const shortStyles: Plugin = {
  name: 'short-styles',
  load: {
    filter: { id: /\/report\/html\/page\/style\.ts$/ },
    async handler(id) {
      const code = await readFile(id, 'utf8')
      const short = code.replace(/`([^`]*)`/, (_, css: string) => JSON.stringify(transformSync(css, { loader: 'css', minify: true }).code))
      return { code: short, moduleType: 'ts' }
    },
  },
}
