import type { DialectName } from './dialects.js'

/** Cells of an answer, column by column. Whole numbers may come as numbers, bigints or texts of digits. */
export type EngineAnswer = readonly (readonly unknown[])[]

/** What answers SQL. Nothing else is asked of it. */
export interface Engine {
  /** For provenance and messages, such as `DuckDB 1.5.6`: no address, no user, no password. */
  readonly name: string
  readonly dialect: DialectName
  run(sql: string, signal?: AbortSignal): Promise<EngineAnswer>
  /** Names and types of the columns of what stands after FROM; asked for by SQL where absent. */
  columns?(from: string): Promise<readonly EngineColumn[]>
  /** Throws where the user's query is not one statement that selects; what every engine refuses has been refused before. */
  check?(query: string): Promise<void>
  /** True: a coded table may be written once, to a place of the session's own. */
  readonly writes: boolean
  /** True: how the rows are written is told by looking at them, as of CSV files. */
  readonly sniffs?: boolean
  close(): Promise<void>
}

export interface EngineColumn {
  readonly name: string
  /** As the engine calls it: `BIGINT`, `double precision`. */
  readonly type: string
}
