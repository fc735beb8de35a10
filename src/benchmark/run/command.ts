import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { killGroup } from './process-tree.js'

/** A command that ended otherwise than well. */
export class CommandFailure extends Error {
  /** The end of what it wrote to standard error, of which the message has the last words. */
  readonly said: string

  constructor(message: string, said = '') {
    super(message)
    this.said = said
  }
}

/** What `{name}` stands for in a command. */
export interface CommandPlaces {
  readonly train: string
  readonly rows: number
  readonly output: string
  readonly seed: number
  readonly schema: string
  readonly dataset: string
  /** Of a database, its schema as SDV's metadata have it. */
  readonly metadata?: string
}

/** What a command may tell of itself, as JSON in the file named like its output with `.json` after it. All of it may be absent. */
const commandFacts = z.object({
  /** Seconds, without the start of the program. */
  fit: z.number().min(0).optional(),
  sample: z.number().min(0).optional(),
  modelBytes: z.number().min(0).optional(),
  version: z.string().optional(),
})
export type CommandFacts = z.infer<typeof commandFacts>

/** Last characters of what it wrote to standard error that are kept. */
const keptText = 4000

/** The command with its places filled in; a path that a shell would read otherwise is put in quotes. */
export function commandLine(command: string, places: CommandPlaces): string {
  return command.replace(/\{(train|rows|output|seed|schema|dataset|metadata)\}/g, (word, name: keyof CommandPlaces) =>
    places[name] === undefined ? word : shellWord(String(places[name])),
  )
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A program with its arguments, or a line for the shell. */
export type Program = string | readonly [string, ...string[]]

export interface CommandRunOptions {
  readonly folder: string
  readonly threads: number
  /** Is told the number of the process, which leads a group of its own. */
  readonly started: (process: number) => void
}

/**
 * Seconds that a program runs until it ends, whose group is ended with it. Throws a CommandFailure with its last words where it doesn't
 * end with 0.
 */
export async function runProgram(program: Program, { folder, threads, started }: CommandRunOptions): Promise<number> {
  const few = String(threads)
  const env = { ...process.env, OMP_NUM_THREADS: few, OPENBLAS_NUM_THREADS: few, MKL_NUM_THREADS: few, NUMEXPR_NUM_THREADS: few }
  const [file, ...args] = typeof program === 'string' ? [program] : program
  const began = performance.now()
  const child = spawn(file, args, {
    ...{ shell: typeof program === 'string', cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] },
    detached: true,
  })
  if (child.pid !== undefined) started(child.pid)
  await ended(child)
  return (performance.now() - began) / 1000
}

function ended(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-keptText)
  })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CommandFailure(`can't be started (${error.message})`)))
    child.on('exit', (code, signal) => {
      if (child.pid !== undefined) killGroup(child.pid)
      if (code === 0) return resolve()
      // Its last words may still be on their way.
      setTimeout(() => reject(new CommandFailure(`ended with ${signal ?? `code ${code}`}${lastWords(said)}`, said)), 50)
    })
  })
}

/** The end of what a program said, as one line. */
export function lastWords(said: string): string {
  const lines = said.trim().split('\n').slice(-3)
  const words = lines.join(' | ').trim().slice(-500)
  return words === '' ? '' : `: ${words}`
}

/** What the command tells of itself; nothing where it tells nothing that can be read. */
export async function readFacts(output: string): Promise<CommandFacts> {
  try {
    return commandFacts.parse(JSON.parse(await readFile(`${output}.json`, 'utf8')))
  } catch {
    return {}
  }
}
