import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ChildRun {
  /** From start to end of the process. */
  readonly seconds: number
  /** Of all its threads together. */
  readonly cpuSeconds: number
  readonly peakBytes: number
  readonly stdout: string
}

const peakMemory = fileURLToPath(new URL('peak-memory.mjs', import.meta.url))

/** How long a Node process with these arguments ran, and the most memory it held. Throws where it fails. */
export function runNode(scratch: string, args: readonly string[]): ChildRun {
  const peakFile = join(scratch, 'peak')
  const started = performance.now()
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['--import', peakMemory, ...args], {
    env: { ...process.env, ROWSMITH_BENCH_PEAK: peakFile },
    encoding: 'utf8',
  })
  const seconds = (performance.now() - started) / 1000
  if (error) throw error
  if (status !== 0) throw new Error(`node ${args.join(' ')}: left with ${status}\n${stderr}`)
  const [peakBytes, cpuSeconds] = readFileSync(peakFile, 'utf8').split(' ').map(Number) as [number, number]
  return { seconds, cpuSeconds, peakBytes, stdout }
}

/** The same for a TypeScript file, which prints its results as one line of JSON. */
export function runTask<Result>(scratch: string, file: URL, args: readonly string[]): Result & { readonly peakBytes: number } {
  const { stdout, peakBytes } = runNode(scratch, ['--import', import.meta.resolve('tsx'), fileURLToPath(file), ...args])
  return { ...(JSON.parse(stdout) as Result), peakBytes }
}
