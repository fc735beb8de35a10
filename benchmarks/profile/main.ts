/**
 * Prints where the time of a command goes, as a flame graph in text, all threads together. Everything after -- is what `rowsmith` gets:
 * `npm run bench:profile -- synth table.csv -o synthetic.csv`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine } from '../support/library.js'
import { machine } from '../support/machine.js'
import { type CpuProfile, flameText } from './flame.js'

const asked = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'rowsmith-profile-'))
try {
  const { status } = spawnSync(process.execPath, ['--cpu-prof', `--cpu-prof-dir=${folder}`, commandLine, ...asked], { stdio: 'inherit' })
  const profiles = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile)
  const seconds = profiles.flatMap(({ timeDeltas }) => timeDeltas).reduce((sum, delta) => sum + delta, 0) / 1e6
  console.log(
    `${machine()}\nrowsmith ${asked.join(' ')}: ${profiles.length} threads, ${seconds.toFixed(1)} s in all\n\n${flameText(profiles)}`,
  )
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
