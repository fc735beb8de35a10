import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import type { CodedTable } from './coded-tables.js'

/** Who makes rows, by which method. */
export interface Contestant {
  readonly package: string
  readonly method: string
}

export interface Task {
  readonly table: CodedTable
  readonly epsilon: number
  readonly delta: number
  readonly seed: number
  /** Where the rows go. */
  readonly output: string
  readonly scratch: string
  /** What AIM's model may take up, in the packages that have this option. */
  readonly modelMegabytes: number
  readonly limitSeconds: number
}

/** What a run took, all of the process, and what ran. */
export interface Spent {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakBytes: number
  readonly version: string
}

export const ours: readonly Contestant[] = ['mst', 'aim', 'bayesian-network'].map((method) => ({ package: 'rowsmith', method }))

export const theirs: readonly Contestant[] = [
  { package: 'private-pgm', method: 'mst' },
  { package: 'private-pgm', method: 'aim' },
  { package: 'dpmm', method: 'mst' },
  { package: 'dpmm', method: 'aim' },
  { package: 'smartnoise', method: 'mst' },
  { package: 'smartnoise', method: 'aim' },
  { package: 'dpsynth', method: 'mst' },
  { package: 'dpsynth', method: 'aim' },
  { package: 'dpsynth', method: 'swift' },
]

const script = fileURLToPath(new URL('../peers/private_codes.py', import.meta.url))
const environments = process.env.ROWSMITH_PEERS ?? fileURLToPath(new URL('../../results/peers', import.meta.url))
/** One thread each, so that nobody waits for a thread that has no processor. */
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' }

const pythonOf = (name: string): string => join(environments, name, 'bin', 'python')

export function isInstalled(name: string): boolean {
  return existsSync(pythonOf(name))
}

/** Rows by one of our models. Seeds are repetitions: noise is never seeded. */
export function runOurs({ method }: Contestant, { table, epsilon, delta, output, scratch }: Task): Spent {
  const where = ['synth', table.files.data, '--schema', table.files.schema, '-o', output, '--quiet', '--threads', '1']
  const { stdout: _, ...spent } = runNode(scratch, [commandLine, ...where, '-m', method, '--epsilon', `${epsilon}`, '--delta', `${delta}`])
  return { ...spent, version: 'rowsmith' }
}

/** Rows by somebody else's. Throws where it fails or isn't done in time. */
export function runTheirs(contestant: Contestant, { table, epsilon, delta, seed, output, modelMegabytes, limitSeconds }: Task): Spent {
  const files = ['--data', table.files.data, '--domain', table.files.domain, '--output', output]
  const source = join(environments, contestant.package, 'source')
  const knobs = { epsilon, delta, seed, 'model-megabytes': modelMegabytes }
  const flags = [...Object.entries(knobs).flatMap(([name, value]) => [`--${name}`, `${value}`]), '--source', source]
  const started = performance.now()
  const { status, signal, stdout, stderr } = spawnSync(
    pythonOf(contestant.package),
    ['-W', 'ignore', script, contestant.package, contestant.method, ...files, ...flags],
    { encoding: 'utf8', timeout: 1000 * limitSeconds, killSignal: 'SIGKILL', maxBuffer: 2 ** 28, env: { ...process.env, ...oneThread } },
  )
  if (signal) throw new Error(`not done in ${limitSeconds} s`)
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `left with ${status}`)
  const told = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Omit<Spent, 'seconds'>
  const { cpuSeconds, peakBytes, version } = told
  return { seconds: (performance.now() - started) / 1000, cpuSeconds, peakBytes, version }
}
