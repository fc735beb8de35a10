import type { Table } from '../../table/table.js'

/** Where the bytes of a file go. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>
}

/** Writes tables of one schema, one after the other, as one file. */
export interface TableWriter {
  write(table: Table): Promise<void>
  /** Writes the end of the file; the sink stays open. */
  close(): Promise<void>
}
