import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const installed = fileURLToPath(new URL('../../results/python/bin/python', import.meta.url))

/** What a script of `peers/` prints as JSON: numbers computed outside this project. */
export function runPython<Result>(script: string, args: readonly string[]): Result {
  const python = process.env.ROWSMITH_PYTHON ?? (existsSync(installed) ? installed : 'python3')
  const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url))
  const { status, stdout, stderr, error } = spawnSync(python, [path, ...args], { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0)
    throw new Error(`${python} ${script}: left with ${status}; benchmarks/peers/install.sh makes the environment\n${stderr}`)
  return JSON.parse(stdout) as Result
}
