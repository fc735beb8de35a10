import { mkdir, rm, stat } from 'node:fs/promises'
import { writeText } from '../../io/files.js'
import type { PlannedDataset } from '../plan/plan.js'
import { readReal, type SplitTables } from './read-tables.js'
import { writeRows } from './write-rows.js'

/** Files that commands learn from. */
export interface TrainingFiles {
  readonly train: string
  readonly schema: string
}

/** The real rows of the latest dataset and seed, in memory and, for commands, in files: cells that follow each other mostly share them. */
export class TableCache {
  readonly #folder: string
  #latest = ''
  #rows: Promise<SplitTables> | null = null
  /** How the files were when they were written; null while there are none. */
  #written: string | null = null

  /** `folder` is made for the files, and its owner's to remove. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The rows of this dataset and seed. Rejects with what is wrong with them. */
  read(dataset: PlannedDataset, seed: number): Promise<SplitTables> {
    const wanted = JSON.stringify([dataset, seed])
    if (this.#rows === null || this.#latest !== wanted) {
      this.#latest = wanted
      this.#written = null
      this.#rows = readReal(dataset, seed)
    }
    return this.#rows
  }

  /** The rows that were read last as CSV, and their schema. Written once, and again where a command has changed them. */
  async filesOf({ training, schema }: SplitTables): Promise<TrainingFiles> {
    const files = { train: `${this.#folder}/train.csv`, schema: `${this.#folder}/schema.json` }
    if (this.#written !== null && this.#written === (await stateOf(files))) return files
    await rm(this.#folder, { recursive: true, force: true })
    await mkdir(this.#folder, { recursive: true })
    await writeRows(files.train, [training], schema)
    await writeText(files.schema, `${JSON.stringify(schema, null, 1)}\n`)
    this.#written = await stateOf(files)
    return files
  }
}

/** What changes with the content of the files; null where one is gone. */
async function stateOf({ train, schema }: TrainingFiles): Promise<string | null> {
  try {
    const found = await Promise.all([train, schema].map((path) => stat(path, { bigint: true })))
    return found.map(({ ino, size, mtimeNs, ctimeNs }) => `${ino} ${size} ${mtimeNs} ${ctimeNs}`).join()
  } catch {
    return null
  }
}
