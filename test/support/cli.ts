import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll } from 'vitest'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** A shipped table. */
export const dataset = (name: string): string => fileURLToPath(new URL(`../../datasets/${name}`, import.meta.url))

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** With what went to both streams, in the order in which it was written. */
export interface FinishedHere extends Finished {
  readonly printed: string
}

/** Runs the built command line in a process of its own, as a user would, and waits for its end. */
export function rowsmithProcess(args: readonly string[], { input = '' }: { readonly input?: string } = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args])
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk) => stdout.push(chunk))
    child.stderr.on('data', (chunk) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs the built command line in this process, one run after the other: the same program without the half second that each process
 * takes to start. The address tells the runs apart, whichever test files a worker has gone through, so that the program's first file is evaluated
 * anew each time.
 */
export function rowsmith(args: readonly string[], { cwd }: { readonly cwd?: string } = {}): Promise<FinishedHere> {
  const run = last.then(() => runHere(args, cwd))
  last = run.catch(() => {})
  return run
}

async function runHere(args: readonly string[], cwd = process.cwd()): Promise<FinishedHere> {
  const { argv, exitCode } = process
  const before = process.cwd()
  const both: Buffer[] = []
  const [out, error] = [captured(process.stdout, both), captured(process.stderr, both)]
  const forget = [listenersOf(process, 'SIGINT'), listenersOf(process, 'SIGTERM'), listenersOf(process.stdout, 'error')]
  process.argv = [process.execPath, main, ...args]
  process.exitCode = undefined
  process.chdir(cwd)
  try {
    await import(`${pathToFileURL(main)}?run=${randomUUID()}`)
    return { code: Number(process.exitCode ?? 0), stdout: out.text(), stderr: error.text(), printed: Buffer.concat(both).toString() }
  } finally {
    process.chdir(before)
    for (const restore of [out.restore, error.restore, ...forget]) restore()
    process.argv = argv
    process.exitCode = exitCode
  }
}

/** Keeps what is written to a stream from here on, also among what is written to others. */
function captured(stream: NodeJS.WriteStream, both: Buffer[]): { text(): string; restore(): void } {
  const { write } = stream
  const chunks: Buffer[] = []
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const bytes = Buffer.from(chunk as string)
    chunks.push(bytes)
    both.push(bytes)
    const done = rest.at(-1)
    if (typeof done === 'function') done()
    return true
  }) as typeof write
  return {
    text: () => Buffer.concat(chunks).toString(),
    restore: () => {
      stream.write = write
    },
  }
}

/** A function that takes away the listeners added after this call. */
function listenersOf(emitter: NodeJS.EventEmitter, event: string): () => void {
  const before = emitter.listeners(event)
  return () => {
    for (const listener of emitter.listeners(event)) if (!before.includes(listener)) emitter.off(event, listener as () => void)
  }
}

/** A folder for the tests of one file, gone afterwards. */
export function scratchFolder(): { path: (name: string) => string; names: () => Promise<string[]> } {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rowsmith-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return { path: (name) => join(folder, name), names: () => readdir(folder) }
}
