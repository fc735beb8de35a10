import { execFileSync } from 'node:child_process'
import { isBuilt } from '../../scripts/is-built.js'
import { writeMetricsIndex } from '../../scripts/metrics-index.js'

/** Lists new metrics, and builds dist/ before the tests if a source is newer: the command line and the threads are tested as users get them. */
export default function build(): void {
  writeMetricsIndex()
  if (!isBuilt()) execFileSync('npm', ['run', '--silent', 'build:js'], { stdio: 'inherit' })
}
