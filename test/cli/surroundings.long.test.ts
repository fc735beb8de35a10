import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataset, type Finished, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const penguins = dataset('penguins.csv')

/** A run in a process and an environment of its own. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  [command, ...before]: readonly string[] = [process.execPath],
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command as string, [...before, main, ...args], { env: { ...process.env, ...env } })
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (chunk) => (texts[name] += chunk))
    child.on('close', (code) => resolve({ code: code ?? -1, ...texts }))
  })
}

/** Runs one after the other in one process and environment, up to the first that fails. */
async function runEach(commands: readonly (readonly string[])[], env: Readonly<Record<string, string>>): Promise<Finished> {
  const program = `const [node, , main, commands] = process.argv
    for (const [i, args] of JSON.parse(commands).entries()) {
      process.argv = [node, main, ...args]
      await import(main + '?run=' + i)
      if (process.exitCode) break
    }`
  writeFileSync(path('each.mjs'), program)
  return run([JSON.stringify(commands)], env, [process.execPath, path('each.mjs')])
}

const made = (name: string): string[] =>
  readdirSync(path(name))
    .sort()
    .map((file) => `${file}: ${readFileSync(path(`${name}/${file}`), 'latin1')}`)

/** Of a table with dates: rows as text and as Parquet, a report, the model and what `inspect` says. */
async function everything(folder: string, env: Readonly<Record<string, string>>): Promise<string[]> {
  mkdirSync(path(folder))
  const at = (name: string): string => path(`${folder}/${name}`)
  const { code, stdout, stderr } = await runEach(
    [
      [
        ...['synth', path('visits.csv'), '-m', 'bayesian-network', '-o', at('new.csv'), '--save', at('model.json')],
        ...['--report', at('report.html'), '--metrics', 'marginal-shape'],
      ],
      ['sample', at('model.json'), '-n', '300', '-o', at('rows.parquet')],
      ['inspect', path('visits.csv')],
    ],
    env,
  )
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout).toContain('amount')
  return [...made(folder), stdout].map((text) => text.replaceAll(`${folder}/`, ''))
}

beforeAll(() => {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const day = new Date(Date.UTC(2020, 2, 27 + (i % 9), i % 24, (i * 7) % 60)).toISOString().slice(0, 16).replace('T', ' ')
    return `${day},"${1 + (i % 7)},${String((i * 37) % 100).padStart(2, '0')}",${['Ä', 'i', 'I', 'ß'][i % 4]}`
  })
  writeFileSync(path('visits.csv'), `when,amount,letter\n${rows.join('\n')}\n`)
})

test('ten languages and time zones give the same bytes', async () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/Sao_Paulo',
    'Asia/Tehran',
    'Pacific/Kiritimati',
  ]
  const languages = [
    'C',
    'de_DE.UTF-8',
    'tr_TR.UTF-8',
    'ar_EG.UTF-8',
    'hi_IN',
    'ja_JP.eucJP',
    'fr_CH.UTF-8',
    'pt_BR',
    'fa_IR',
    'lt_LT.UTF-8',
  ]
  let first: string[] | undefined
  for (const [i, TZ] of zones.entries()) {
    const language = languages[i] as string
    const bytes = await everything(`zone-${i}`, { TZ, LANG: language, LC_ALL: language, LANGUAGE: language.slice(0, 2) })
    first ??= bytes
    expect(bytes, `${TZ}, ${language}`).toEqual(first)
  }
}, 600_000)

test('a clock that goes backwards changes nothing', async () => {
  const backwards = 'let now = Date.now(); Date.now = () => (now -= 5000)'
  const expected = await everything('forwards', {})
  expect(await everything('backwards', { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(backwards)}"` })).toEqual(
    expected,
  )
}, 300_000)

test('twenty runs at once in one folder disturb nobody, and book every release', async () => {
  mkdirSync(path('many'))
  writeFileSync(
    path('many/public.json'),
    JSON.stringify({ columns: [{ name: 'letter', kind: 'categorical', levels: ['Ä', 'i', 'I', 'ß'], nullable: false }], rowBound: 1000 }),
  )
  writeFileSync(path('many/letters.csv'), `letter\n${'Ä\ni\nI\nß\n'.repeat(20)}`)
  const ledger = ['--epsilon', '0.1', '--ledger', path('many/ledger.json'), '--total-epsilon', '5']
  const runs = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      i % 2
        ? run([
            'fit',
            path('many/letters.csv'),
            '-m',
            'independent',
            '--schema',
            path('many/public.json'),
            ...ledger,
            '-o',
            path(`many/${i}.json`),
          ])
        : run(['synth', penguins, '-m', 'independent', '-n', '50', '--seed', '4', '-o', path('many/shared.csv')]),
    ),
  )
  expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(runs.map(() => 0))
  expect(JSON.parse(readFileSync(path('many/ledger.json'), 'utf8')).releases).toHaveLength(10)
  const alone = await run(['synth', penguins, '-m', 'independent', '-n', '50', '--seed', '4', '-o', '-', '-q'])
  expect(readFileSync(path('many/shared.csv'), 'utf8')).toBe(alone.stdout)
  expect(readdirSync(path('many')).filter((name) => /lock|part/.test(name))).toEqual([])
}, 600_000)

/** Whether this machine lets a test mount a small disk. */
function mounted(folder: string, options: string): boolean {
  try {
    mkdirSync(folder)
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('a place that takes nothing, or not all', () => {
  const mounts: string[] = []
  afterAll(() => {
    for (const folder of mounts) execFileSync('umount', [folder], { stdio: 'ignore' })
  })
  const big = ['synth', penguins, '-m', 'independent', '-n', '40000', '-q']

  test('a disk that is full in the middle of a file', async ({ skip }) => {
    const folder = path('small-disk')
    skip(!mounted(folder, 'size=64k'), 'no small disk can be mounted here')
    mounts.push(folder)
    writeFileSync(`${folder}/rows.csv`, 'as it was')
    const { code, stderr } = await run([...big, '-o', `${folder}/rows.csv`])
    expect(stderr).toMatch(/rows\.csv: the disk is full; free some space or write elsewhere\n$/)
    expect(code).toBe(2)
    expect(readdirSync(folder)).toEqual(['rows.csv'])
    expect(readFileSync(`${folder}/rows.csv`, 'utf8')).toBe('as it was')
  })

  test('a file that may not grow any more', async () => {
    const { code, stderr } = await run([...big, '-o', path('limited.csv')], {}, [
      'sh',
      '-c',
      'ulimit -f 100; exec "$@"',
      'sh',
      process.execPath,
    ])
    expect(stderr).toMatch(/^rowsmith: .*limited\.csv: can't be written \(.*\)\n$/)
    expect(code).toBe(2)
    expect(readdirSync(path('.')).filter((name) => name.includes('limited'))).toEqual([])
  })

  test('a folder that may only be read', async ({ skip }) => {
    const folder = path('read-only')
    skip(!mounted(folder, 'ro'), 'no small disk can be mounted here')
    mounts.push(folder)
    const { code, stderr } = await run([...big, '-o', `${folder}/rows.csv`])
    expect(stderr).toMatch(/rows\.csv: its disk is read-only; write elsewhere\n$/)
    expect(code).toBe(2)
  })

  test('a pipe that is closed after one line ends the run quietly', () => {
    const out = execFileSync(
      'sh',
      ['-c', '"$0" "$1" synth "$2" -m independent -n 40000 -q | head -n 1', process.execPath, main, penguins],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    )
    expect(out).toBe(`${readFileSync(penguins, 'utf8').split(/\r?\n/)[0]}\n`)
  })
})
