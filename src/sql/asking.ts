import { FitError, InputError } from '../errors.js'
import { answeredWhole, number } from './cell-types.js'
import { dialectOf, type SqlDialect } from './dialects.js'
import type { Engine, EngineAnswer } from './engine.js'

export interface AskOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of each query before it is asked. */
  readonly onQuery?: ((sql: string) => void) | undefined
  /** True: what the engine says of its failures is not passed on, and no counts are compared, since both may speak of the rows. */
  readonly silent?: boolean | undefined
}

/** An engine that is asked for answers of a known shape; whatever else comes back is an InputError. */
export class Asking {
  readonly engine: Engine
  readonly dialect: SqlDialect
  readonly #options: AskOptions
  #queries = 0

  constructor(engine: Engine, options: AskOptions = {}) {
    this.engine = engine
    this.dialect = dialectOf(engine.dialect)
    this.#options = options
  }

  /** The same engine, asked without a word on what goes wrong. */
  silently(): Asking {
    return new Asking(this.engine, { ...this.#options, silent: true })
  }

  /** The same engine, asked for somebody who may give up, and who wants to hear of queries, too. */
  during({ signal, onQuery }: Pick<AskOptions, 'signal' | 'onQuery'>): Asking {
    const { signal: first, onQuery: told } = this.#options
    const both = (sql: string): void => {
      told?.(sql)
      onQuery?.(sql)
    }
    return new Asking(this.engine, {
      ...this.#options,
      signal: first && signal ? eitherOf(first, signal) : (signal ?? first),
      onQuery: both,
    })
  }

  /** The answer, which has so many columns of one length. */
  async ask(sql: string, columns: number): Promise<EngineAnswer> {
    const { signal, onQuery } = this.#options
    this.#queries++
    onQuery?.(sql)
    signal?.throwIfAborted()
    let answer: EngineAnswer
    try {
      answer = await this.engine.run(sql, signal)
    } catch (error) {
      signal?.throwIfAborted()
      throw this.failed(reasonOf(error), error)
    }
    const rows = Array.isArray(answer) ? (answer[0]?.length ?? 0) : -1
    const empty = rows === 0 && answer.length === 0
    if (!empty && (answer.length !== columns || !answer.every((column) => Array.isArray(column) && column.length === rows)))
      throw this.failed('its answer is no table of the columns that it was asked for')
    return empty ? Array.from({ length: columns }, () => []) : answer
  }

  /** The answer's numbers, exact; throws where one is none. */
  wholes(cells: readonly unknown[]): bigint[] {
    try {
      return cells.map(answeredWhole)
    } catch (error) {
      throw this.failed((error as Error).message)
    }
  }

  counts(cells: readonly unknown[]): Float64Array {
    return Float64Array.from(this.wholes(cells), Number)
  }

  numbers(cells: readonly unknown[]): Float64Array {
    try {
      return Float64Array.from(cells, number)
    } catch (error) {
      throw this.failed((error as Error).message)
    }
  }

  /** Runs a statement that answers nothing of interest. */
  async tell(sql: string): Promise<void> {
    const { signal, onQuery } = this.#options
    this.#queries++
    onQuery?.(sql)
    signal?.throwIfAborted()
    await this.engine.run(sql, signal).catch((error) => {
      signal?.throwIfAborted()
      throw this.failed(reasonOf(error), error)
    })
  }

  failed(reason: string, cause?: unknown): InputError {
    const silent = this.#options.silent === true
    const what = silent || reason === '' ? '' : ` (${reason})`
    return new InputError(this.engine.name, `the engine failed at query ${this.#queries}${what}`, silent ? {} : { cause })
  }

  /** Throws where the rows of an answer are not all there are. */
  checkRows(counts: Float64Array, rows: number): void {
    const sum = counts.reduce((total, count) => total + count, 0)
    if (sum === rows || this.#options.silent) return
    throw new FitError(
      'table',
      `changed while it was counted (${rows} rows, then ${sum}); count a copy of it, or a version that stays as it is`,
    )
  }
}

function eitherOf(a: AbortSignal, b: AbortSignal): AbortSignal {
  if (a === b) return a
  const either = new AbortController()
  for (const signal of [a, b]) {
    if (signal.aborted) either.abort(signal.reason)
    else signal.addEventListener('abort', () => either.abort(signal.reason), { once: true })
  }
  return either.signal
}

/** The first line of what an engine says. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n').find((line) => line.trim() !== '') ?? 'without a word').trim().slice(0, 300)
}
