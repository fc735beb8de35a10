// The public API in Node: that of the browser, files and threads.
export * from './index.js'
export type { ReadOptions } from './io/files.js'
export {
  type ReadTableOptions,
  readModel,
  readSchema,
  readTable,
  writeModel,
  writeTable,
  writeTables,
} from './node-files.js'
export { createPool } from './node-pool.js'
