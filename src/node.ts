// The public API in Node: that of the browser, files and threads.
export * from './index.js'
export type { ReadOptions } from './io/files.js'
export {
  createDatabaseWriter,
  type DatabaseWriter,
  type ReadDatabaseOptions,
  readDatabase,
  readDatabaseSchema,
  type WriteDatabaseOptions,
  writeDatabase,
} from './node/databases.js'
export {
  type ReadTableOptions,
  readModel,
  readSchema,
  readTable,
  writeModel,
  writeTable,
  writeTables,
} from './node/files.js'
export { createPool } from './node/pool.js'
export { openTable, type SourceOptions } from './node/sources.js'
