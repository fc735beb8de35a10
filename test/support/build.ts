import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { writeMetricsIndex } from '../../scripts/metrics-index.js'

/** Lists new metrics, and builds dist/ before the tests if a source is newer: the command line and the threads are tested as users get them. */
export default function build(): void {
  writeMetricsIndex()
  const built = statSync('dist/main.js', { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = readdirSync('src', { recursive: true }).map((name) => `src/${name}`)
  if (sources.every((path) => statSync(path).mtimeMs < built)) return
  execFileSync('npm', ['run', '--silent', 'build:js'], { stdio: 'inherit' })
}
