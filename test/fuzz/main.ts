/**
 * Feeds the readers of everything that may come from strangers with inputs made to break them: `npm run fuzz -- --inputs 10000 --seed 1 --only csv,model`.
 * Anything but a result or an error in words is a fault; so are a second of computing for each begun kB, 1 GB of memory, and a change of
 * `Object.prototype`. The first input of each fault is kept in test/fixtures/fuzz, where a test replays it. Leaves with 1 after a fault.
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { inputOf } from './kinds.js'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
})
const total = values.minutes === undefined ? Number(values.inputs) : Number.POSITIVE_INFINITY
const deadline = values.minutes === undefined ? Number.POSITIVE_INFINITY : performance.now() + 60_000 * Number(values.minutes)
const seed = Number(values.seed)
const only = values.only?.split(',') ?? []

/** Above what the program itself takes. */
const mostMemory = 1e9
/** Of one input, on a machine that does other things, too. */
const secondsOf = (bytes: number): number => 5 + Math.ceil(bytes / 1000)

interface Begun {
  readonly index: number
  readonly bytes: number
}

interface Told {
  readonly index: number
  readonly kind: string
  /** Processor time in ms. */
  readonly took: number
  readonly bytes: number
  readonly fault: { readonly at: string; readonly message: string } | null
}

const faults = new Map<string, { count: number; readonly example: string }>()
const done = new Map<string, { count: number; slowest: number; index: number }>()
let finished = 0

function keep(kind: string, index: number, { at, message }: NonNullable<Told['fault']>): void {
  const key = `${kind}: ${at}`
  const known = faults.get(key)
  if (known) {
    known.count++
    return
  }
  const input = inputOf(kind, seed, index)
  const folder = `test/fixtures/fuzz/${kind}`
  const path = `${folder}/${createHash('sha256').update(input).digest('hex').slice(0, 10)}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, input)
  faults.set(key, { count: 1, example: `${message.split('\n')[0]} (input ${index} of seed ${seed}, ${path})` })
  console.log(`${key}\n  ${faults.get(key)?.example}`)
}

/** Runs inputs from one on until all are done or a fault that no process survives; gives the index to go on from. */
function runFrom(from: number): Promise<number> {
  const child = fork(new URL('./process.ts', import.meta.url), [JSON.stringify({ seed, from, only })], {
    execArgv: ['--import', 'tsx', `--max-old-space-size=${mostMemory / 1e6}`],
  })
  let names: readonly string[] = []
  let next = from
  let base = Number.POSITIVE_INFINITY
  /** What is at work, and since when. */
  let at: { readonly index: number; readonly bytes: number; readonly since: number } | undefined
  return new Promise((resolve) => {
    let fault: NonNullable<Told['fault']> | undefined
    const stop = (why?: NonNullable<Told['fault']>): void => {
      fault ??= why
      child.kill('SIGKILL')
    }
    const watch = setInterval(() => {
      if (performance.now() > deadline) stop()
      if (!at) return
      const seconds = secondsOf(at.bytes)
      if (performance.now() - at.since > 1000 * seconds) stop({ at: 'hang', message: `not done after ${seconds} s` })
      else if (residentOf(child.pid) - base > mostMemory) stop({ at: 'memory', message: `more than ${mostMemory / 1e6} MB` })
    }, 50)
    child.on('message', (message: Begun | Told | { readonly ready: readonly string[] }) => {
      if ('ready' in message) {
        names = message.ready
        base = residentOf(child.pid)
      } else if ('fault' in message) {
        at = undefined
        next = message.index + 1
        count(message)
        if (++finished >= total) stop()
      } else at = { ...message, since: performance.now() }
    })
    child.on('exit', (code, signal) => {
      clearInterval(watch)
      if (names.length === 0 && performance.now() < deadline) throw new Error('the process of the inputs does not start')
      if (at && !fault && finished < total && performance.now() < deadline)
        fault = { at: 'end of the process', message: `code ${code}, signal ${signal}` }
      if (fault && at) keep(names[at.index % names.length] as string, at.index, fault)
      resolve(at && fault ? at.index + 1 : next)
    })
  })
}

function count({ index, kind, took, bytes, fault }: Told): void {
  const known = done.get(kind) ?? { count: 0, slowest: 0, index }
  const slowest = took > known.slowest ? { slowest: took, index } : known
  done.set(kind, { ...known, ...slowest, count: known.count + 1 })
  const limit = 1000 * Math.max(1, Math.ceil(bytes / 1000))
  if (fault) keep(kind, index, fault)
  else if (took > limit) keep(kind, index, { at: 'slow', message: `${Math.round(took)} ms for ${bytes} bytes` })
}

/** Bytes of memory that a process has; 0 where the system doesn't say. */
function residentOf(id: number | undefined): number {
  try {
    return 4096 * Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1])
  } catch {
    return 0
  }
}

const begun = performance.now()
for (let from = Number(values.from); finished < total && performance.now() < deadline; ) from = await runFrom(from)
for (const [kind, { count, slowest, index }] of [...done].sort())
  console.log(`${kind.padEnd(12)} ${String(count).padStart(8)} inputs, slowest ${slowest.toFixed(0)} ms (input ${index})`)
console.log(`${finished} inputs of seed ${seed} in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${faults.size} faults`)
for (const [key, { count, example }] of faults) console.log(`${String(count).padStart(6)} x ${key}: ${example}`)
process.exitCode = faults.size > 0 ? 1 : 0
