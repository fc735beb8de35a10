import type { Table } from '../table/table.js'

/** Tables by name. */
export type Database = Readonly<Record<string, Table>>
