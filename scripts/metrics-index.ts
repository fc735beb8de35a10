/** The list of metrics, `src/evaluate/metrics/index.ts`, from the files of its folder: each build and each run of the tests writes it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = 'src/evaluate/metrics'

/** Each metric that a file of the folder defines, and where. */
function definedMetrics(): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
  const modules = paths.filter((path) => path.includes('/') && path.endsWith('.ts')).map((path) => path.slice(0, -'.ts'.length))
  return new Map(
    modules.sort(new Intl.Collator('en', { numeric: true }).compare).flatMap((path) => {
      const found = readFileSync(`${folder}/${path}.ts`, 'utf8').matchAll(/^export const (\w+)(?:: Metric)? = defineMetric\(/gm)
      return [...found].map(([, name]) => [name, path] as const)
    }),
  )
}

/** The list as it should be. The order within a level is for readers, and stays as somebody wrote it; new metrics come last in their folder. */
function metricsIndex(): string {
  const defined = definedMetrics()
  const known = readFileSync(`${folder}/index.ts`, 'utf8').matchAll(/^ {2}(\w+),$/gm)
  const names = [...known].map(([, name]) => name).filter((name) => defined.has(name))
  const folderOf = (name: string) => defined.get(name)?.replace(/\/[^/]*$/, '')
  for (const name of defined.keys()) {
    if (names.includes(name)) continue
    const last = names.findLastIndex((other) => folderOf(other) === folderOf(name))
    names.splice(last < 0 ? names.length : last + 1, 0, name)
  }
  return `// Written by \`scripts/metrics-index.ts\` from the files of this folder; the order of the list may be changed by hand.
import type { Metric } from '../metric.js'
${importsOf(defined)}
/** Every metric, along the spectrum. Synchronous, so that each runs on any thread; see \`selectMetrics\` for sets and levels. */
export const metrics: readonly Metric[] = [
${names.map((name) => `  ${name},\n`).join('')}]
`
}

/** One line for each file, its metrics in order. */
function importsOf(defined: ReadonlyMap<string, string>): string {
  const lines = [...new Set(defined.values())].map((path) => {
    const names = [...defined.keys()].filter((name) => defined.get(name) === path)
    return `import { ${names.sort(new Intl.Collator('en', { numeric: true }).compare).join(', ')} } from './${path}.js'\n`
  })
  return lines.join('')
}

/** Writes the list where it isn't what it should be. */
export function writeMetricsIndex(): void {
  const text = metricsIndex()
  if (readFileSync(`${folder}/index.ts`, 'utf8') !== text) writeFileSync(`${folder}/index.ts`, text)
}
