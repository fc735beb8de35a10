import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { dataset, rowsmithProcess, scratchFolder } from '../support/cli.js'

/** How many runs are killed; `npm run test:kills` for many. */
const kills = Number(process.env.ROWSMITH_KILLS ?? 28)
const { path } = scratchFolder()
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const penguins = dataset('penguins.csv')
const publicSchema = JSON.stringify({
  columns: [
    { name: 'a', kind: 'integer', min: 0, max: 9, nullable: false },
    { name: 'b', kind: 'categorical', levels: ['x', 'y'], nullable: false },
  ],
  rowBound: 1000,
})

/** What every file held before, that a killed run may leave as it was. */
const old = 'what was there before\n'

interface Writing {
  readonly args: readonly string[]
  /** Files that it writes, by name; the same bytes whenever it comes to its end. */
  readonly writes: readonly string[]
}

/** Every command that writes, with options under which it writes all that it can. Paths are those of the folder that it runs in. */
const commands: Readonly<Record<string, Writing>> = {
  synth: {
    args: [
      'synth',
      penguins,
      '-m',
      'gaussian-copula',
      '-o',
      'rows.csv',
      '--save',
      'kept.json',
      '--report',
      'report.html',
      '--metrics',
      'marginal-shape',
    ],
    writes: ['rows.csv', 'kept.json'],
  },
  fit: { args: ['fit', penguins, '-m', 'independent', '-o', 'fitted.json'], writes: ['fitted.json'] },
  sample: { args: ['sample', 'model.json', '-n', '60000', '-o', 'drawn.parquet'], writes: ['drawn.parquet'] },
  impute: { args: ['impute', penguins, '-m', 'model.json', '--draws', '2', '-o', 'filled.csv'], writes: ['filled.1.csv', 'filled.2.csv'] },
  score: { args: ['score', penguins, '-m', 'model.json', '-o', 'scored.arrow'], writes: ['scored.arrow'] },
  filter: {
    args: ['filter', penguins, '-m', 'model.json', '--drop', 'implausible:0.05', '-o', 'stay.csv', '--dropped', 'gone.csv'],
    writes: ['stay.csv', 'gone.csv'],
  },
  schema: { args: ['schema', penguins, '-o', 'schema.json', '--types', 'types.ts'], writes: ['schema.json', 'types.ts'] },
  rules: { args: ['rules', penguins, '-o', 'found.rules'], writes: ['found.rules'] },
  evaluate: {
    args: ['evaluate', penguins, penguins, '--metrics', 'marginal-shape', '--json', 'scores.json', '--resume', 'kept.jsonl'],
    writes: [],
  },
  database: { args: ['synth', 'shop', '-o', 'out'], writes: [] },
  private: {
    args: [
      'fit',
      'public.csv',
      '-m',
      'independent',
      '--schema',
      'public.json',
      '--epsilon',
      '0.01',
      '--ledger',
      'ledger.json',
      '--total-epsilon',
      '50',
      '-o',
      'private.json',
    ],
    writes: [],
  },
}

/** Starts a run in a folder; it is killed after so many milliseconds, or so many after it begins to write. */
function killedRun(args: readonly string[], folder: string, { after, writing }: { after: number; writing: boolean }): Promise<void> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(
      process.execPath,
      [main, ...args, '-q'].filter((arg) => arg !== '-q' || quiet.has(args[0] as string)),
      { cwd: folder, stdio: 'ignore' },
    )
    const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), after)
    const watch = setInterval(() => {
      if (!readdirSync(folder).some((name) => name.endsWith('.part'))) return
      clearInterval(watch)
      kill()
    }, 1)
    if (!writing) kill()
    child.on('close', () => {
      clearInterval(watch)
      resolve()
    })
  })
}
const quiet = new Set(['synth', 'fit', 'sample', 'impute', 'score', 'rules'])

function prepared(folder: string, { writes }: Writing): void {
  rmSync(folder, { recursive: true, force: true })
  cpSync(path('inputs'), folder, { recursive: true })
  for (const name of writes) writeFileSync(join(folder, name), old)
}

const contentOf = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'latin1') : null)

describe('a run that is killed at any moment', () => {
  test(
    'leaves each file as it was or whole, and no release that its ledger lacks',
    async () => {
      mkdirSync(path('inputs'))
      writeFileSync(path('inputs/public.csv'), `a,b\n${Array.from({ length: 50 }, (_, i) => `${i % 10},${'xy'[i % 2]}`).join('\n')}\n`)
      writeFileSync(path('inputs/public.json'), publicSchema)
      mkdirSync(path('inputs/shop'))
      writeFileSync(
        path('inputs/shop/customers.csv'),
        `id,city\n${Array.from({ length: 40 }, (_, i) => `${i + 1},${['Ulm', 'Bonn'][i % 2]}`).join('\n')}\n`,
      )
      writeFileSync(
        path('inputs/shop/orders.csv'),
        `id,customer_id,sum\n${Array.from({ length: 90 }, (_, i) => `${i + 1},${1 + ((i * 7) % 40)},${i % 13}`).join('\n')}\n`,
      )
      await rowsmithProcess(['fit', penguins, '-m', 'gaussian-copula', '-o', path('inputs/model.json'), '-q'])
      const rng = createRng(Number(process.env.ROWSMITH_KILL_SEED ?? 1))
      const names = Object.keys(commands)
      const whole = new Map<string, Map<string, string>>()
      const took = new Map<string, number>()
      for (const name of names) {
        const folder = path(`whole-${name}`)
        prepared(folder, commands[name] as Writing)
        const begun = performance.now()
        await killedRun((commands[name] as Writing).args, folder, { after: 120_000, writing: false })
        took.set(name, performance.now() - begun)
        const { writes } = commands[name] as Writing
        whole.set(name, new Map(writes.map((file) => [file, contentOf(join(folder, file)) as string])))
        for (const [file, content] of whole.get(name) as Map<string, string>)
          expect(content === null || content === old, `${name} writes ${file}`).toBe(false)
      }
      prepared(path('ledger'), commands.private as Writing)
      let models = 0
      for (let run = 0; run < kills; run++) {
        const name = names[run % names.length] as string
        const command = commands[name] as Writing
        // Those with a ledger go on in one folder, so that one run meets what another has left.
        const folder = name === 'private' ? path('ledger') : path('killed')
        if (name !== 'private') prepared(folder, command)
        rmSync(join(folder, 'private.json'), { force: true })
        const writing = rng.uniform() < 0.5
        await killedRun(command.args, folder, { after: rng.uniform() * (writing ? 30 : 1.1 * (took.get(name) as number)), writing })
        for (const [file, expected] of whole.get(name) as Map<string, string>) {
          const left = contentOf(join(folder, file))
          expect(left === expected || left === old, `${file} after run ${run}, ${name}`).toBe(true)
        }
        if (name === 'private') {
          const ledger = contentOf(join(folder, 'ledger.json'))
          const model = contentOf(join(folder, 'private.json'))
          if (model !== null) {
            expect(JSON.parse(model)).toMatchObject({ privacy: { epsilon: 0.01 } })
            models++
          }
          expect(ledger === null ? 0 : JSON.parse(ledger).releases.length).toBeGreaterThanOrEqual(models)
        }
        if (name === 'evaluate') {
          const scores = contentOf(join(folder, 'scores.json'))
          if (scores !== null) JSON.parse(scores)
          // What was kept is taken up.
          const resumed = await rowsmithProcess([...command.args.map((arg) => (/^(scores|kept)\./.test(arg) ? join(folder, arg) : arg))])
          expect(resumed).toMatchObject({ code: 0 })
        }
        if (name === 'database' && existsSync(join(folder, 'out')))
          for (const file of readdirSync(join(folder, 'out')).filter((file) => !file.endsWith('.part')))
            expect(readFileSync(join(folder, 'out', file), 'utf8')).toMatch(/\n$/)
        const report = contentOf(join(folder, 'report.html'))
        if (report !== null) expect(report.trimEnd()).toMatch(/<\/html>$/)
      }
    },
    100_000 * Math.ceil(kills / 20),
  )
})
