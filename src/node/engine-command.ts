import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { InputError, OptionError } from '../errors.js'
import { type DialectName, dialectNames } from '../sql/dialects.js'
import type { Engine, EngineAnswer } from '../sql/engine.js'

export interface EngineCommandOptions {
  /** Seconds without an answer after which the command is given up. */
  readonly timeout?: number
  /** True: what the command writes to its standard error is not passed on, since it may speak of the rows. */
  readonly silent?: boolean
}

/** Seconds: an hour is longer than any query of a fit should take. */
const patience = 3600

/**
 * A command that answers SQL. It greets with a line `{"dialect": "spark", "version": "4.0.1"}`; then for every line `{"sql": "…"}` on its
 * standard input it writes one `{"columns": [[…], …]}` or `{"error": "…"}`. Numbers beyond 2^53 are texts of digits. It is ended with its children.
 */
export async function openEngineCommand(
  command: string,
  { timeout = patience, silent = false }: EngineCommandOptions = {},
): Promise<Engine> {
  const child = spawn(command, {
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', silent ? 'ignore' : 'inherit'],
  })
  const lines = new Lines(child, timeout)
  const end = (): void => endGroup(child)
  process.once('exit', end)
  const close = async (): Promise<void> => {
    process.off('exit', end)
    end()
  }
  try {
    const { dialect, version } = greetingOf(await lines.next())
    return {
      name: `${dialect === 'duckdb' ? 'DuckDB' : dialect === 'bigquery' ? 'BigQuery' : `${dialect[0]?.toUpperCase()}${dialect.slice(1)}`} ${version}`,
      dialect,
      writes: dialect === 'spark' || dialect === 'duckdb',
      async run(sql, signal) {
        const abort = (): void => end()
        signal?.addEventListener('abort', abort)
        try {
          child.stdin?.write(`${JSON.stringify({ sql })}\n`)
          return columnsOf(await lines.next())
        } finally {
          signal?.removeEventListener('abort', abort)
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The lines that a command writes, one after the other. */
class Lines {
  readonly #waiting: string[] = []
  readonly #timeout: number
  #ended: Error | null = null
  #wake: () => void = () => {}

  constructor(child: ChildProcess, timeout: number) {
    this.#timeout = timeout
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.#waiting.push(line)
      this.#wake()
    })
    // A command that is gone takes no more lines; that it is gone is told by what ends it.
    child.stdin?.on('error', () => {})
    child.on('error', (error) => this.#end(error.message))
    child.on('close', (code, signal) => this.#end(`it ended ${signal ? `by ${signal}` : `with code ${code}`}`))
  }

  #end(reason: string): void {
    this.#ended ??= new Error(reason)
    this.#wake()
  }

  async next(): Promise<unknown> {
    const line = await this.#line()
    try {
      return JSON.parse(line)
    } catch {
      throw new InputError(
        'engine',
        `answers what is no line of JSON (got ${line.slice(0, 80)}); it writes one object a line, and nothing else`,
      )
    }
  }

  #line(): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new InputError('engine', `gave no answer in ${this.#timeout} seconds; see --engine-timeout`)),
        this.#timeout * 1000,
      )
      const look = (): void => {
        const line = this.#waiting.shift()
        if (line === undefined && !this.#ended) return
        clearTimeout(timer)
        this.#wake = () => {}
        if (line !== undefined) resolve(line)
        else reject(new InputError('engine', `is gone (${this.#ended?.message}); what it wrote before stands above`))
      }
      this.#wake = look
      look()
    })
  }
}

function greetingOf(line: unknown): { readonly dialect: DialectName; readonly version: string } {
  const { dialect, version } = (line ?? {}) as { dialect?: unknown; version?: unknown }
  if (!dialectNames.includes(dialect as DialectName)) {
    throw new OptionError(
      '--engine',
      `greets with no dialect that Rowsmith writes (there are ${dialectNames.join(', ')}); its first line is {"dialect": "spark", "version": "4.0.1"}`,
    )
  }
  return {
    dialect: dialect as DialectName,
    version: String(version ?? '')
      .replace(/[^\w.-]/g, '')
      .slice(0, 20),
  }
}

function columnsOf(line: unknown): EngineAnswer {
  const { columns, error } = (line ?? {}) as { columns?: unknown; error?: unknown }
  if (error !== undefined) throw new Error(String(error))
  if (!Array.isArray(columns) || !columns.every(Array.isArray)) throw new Error('its answer has neither "columns" nor "error"')
  return columns as EngineAnswer
}

/** Ends a command and everything that it started. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
  } catch {
    // It is gone already.
  }
}
