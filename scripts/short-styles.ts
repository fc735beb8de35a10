import { readFileSync } from 'node:fs'
import { type Plugin, transformSync } from 'esbuild'

/** The report's style sheet, written to be read, without blanks and line ends. */
export const shortStyles: Plugin = {
  name: 'short-styles',
  setup(build) {
    build.onLoad({ filter: /\/report\/html\/page\/style\.ts$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8')
      const contents = code.replace(/`([^`]*)`/, (_, css: string) =>
        JSON.stringify(transformSync(css, { loader: 'css', minify: true }).code),
      )
      return { contents, loader: 'ts' }
    })
  },
}
