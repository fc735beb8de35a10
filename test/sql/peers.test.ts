import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { dataset, scratchFolder } from '../support/cli.js'

const root = new URL('../../', import.meta.url)
const { peerDependenciesMeta } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>
}
const peers = Object.keys(peerDependenciesMeta)
const main = fileURLToPath(new URL('dist/main.js', root))
const door = new URL('dist/node.js', root).href
const scratch = scratchFolder()

/** Node in which no optional peer is installed: whoever asks for one is told so, and it is written down. */
async function withoutPeers(args: readonly string[]): Promise<{ readonly code: number; readonly stderr: string; readonly asked: string }> {
  const log = scratch.path('asked.txt')
  writeFileSync(log, '')
  const hooks = `import { appendFileSync } from 'node:fs'
const peers = ${JSON.stringify(peers)}
export async function resolve(name, context, next) {
  if (!peers.some((peer) => name === peer || name.startsWith(peer + '/'))) return next(name, context)
  appendFileSync(${JSON.stringify(log)}, name + '\\n')
  throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' })
}`
  const register = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))`
  const file = scratch.path('register.mjs')
  writeFileSync(file, register)
  const run = promisify(execFile)(process.execPath, ['--import', pathToFileURL(file).href, ...args])
  const { code, stderr } = await run.then(
    (done) => ({ code: 0, stderr: done.stderr }),
    (error: { readonly code: number; readonly stderr: string }) => error,
  )
  return { code, stderr, asked: readFileSync(log, 'utf8') }
}

test('the base install asks for no optional peer: not its door, and no command on a file', async () => {
  for (const args of [
    ['--input-type=module', '-e', `await import(${JSON.stringify(door)})`],
    [main, 'synth', dataset('penguins.csv'), '-m', 'gaussian-copula', '-n', '20', '-o', scratch.path('rows.parquet'), '-q', '--no-audit'],
  ])
    expect(await withoutPeers(args)).toMatchObject({ code: 0, asked: '' })
})

test('a source that needs one that is not installed is one sentence that says how to get it, exit code 2', async () => {
  const output = join(scratch.path('none.json'))
  for (const [source, name] of [
    [['*.parquet'], '@duckdb/node-api'],
    [['postgres://nobody:secret-word@localhost:1/none', '--table', 't'], 'pg'],
  ] as const) {
    const { code, stderr } = await withoutPeers([main, 'fit', ...source, '-m', 'independent', '-o', output])
    expect([code, stderr.trim()]).toEqual([2, expect.stringContaining(`not installed; run npm install ${name}`)])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toContain('secret-word')
  }
  expect(await scratch.names()).not.toContain('none.json')
})
