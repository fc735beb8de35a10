import type { Pool, Progress } from '../../index.js'
import type { Arguments, DeskTask, TaskResult } from '../protocol.js'

/** What the work may use, and how it tells of itself. */
export interface Job {
  readonly pool: Pool
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Bytes that the browser gives the page. */
  readonly memory: number
}

type Tasks = { readonly [T in DeskTask]: (job: Job, ...args: Arguments<T>) => Promise<TaskResult<T>> }

/** All tasks. Each is loaded when it is first asked for. */
export const tasks: Tasks = {
  open: async (...args) => (await import('./open.js')).open(...args),
  retype: async (...args) => (await import('./open.js')).retype(...args),
  mark: async (...args) => (await import('./open.js')).mark(...args),
  cells: async (...args) => (await import('./cells.js')).cells(...args),
  models: async () => (await import('./models.js')).modelChoices(),
  fit: async (...args) => (await import('./fit.js')).fitTable(...args),
  check: async (...args) => (await import('./draw.js')).check(...args),
  foundRules: async () => (await import('./rules.js')).foundRules(),
  checkRule: async (...args) => (await import('./rules.js')).checkRule(...args),
  draw: async (...args) => (await import('./draw.js')).draw(...args),
  rowsAs: async (...args) => (await import('./draw.js')).rowsAs(...args),
  modelFile: async () => (await import('./files.js')).modelFile(),
  schemaFile: async (...args) => (await import('./files.js')).schemaFile(...args),
  report: async (...args) => (await import('./judge.js')).report(...args),
  attack: async (...args) => (await import('./attack.js')).attack(...args),
  openDatabase: async (...args) => (await import('./database.js')).openDatabase(...args),
  retypeDatabase: async (...args) => (await import('./database.js')).retypeDatabase(...args),
  synthDatabase: async (...args) => (await import('./database.js')).synthDatabase(...args),
  drawnSqlite: async (...args) => (await import('./database.js')).drawnSqlite(...args),
  databaseSchemaFile: async () => (await import('./database.js')).databaseSchemaFile(),
  databaseModelFile: async () => (await import('./database.js')).databaseModelFile(),
  databaseReport: async (...args) => (await import('./database.js')).databaseReport(...args),
  compare: async (...args) => (await import('./judge.js')).compare(...args),
}
