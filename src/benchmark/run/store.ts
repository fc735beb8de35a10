import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../errors.js'
import { makeFolder } from '../../io/files.js'
import { type CellRecord, type EnvironmentRecord, type ResultLine, resultLine } from './record.js'

export interface Results {
  readonly cells: readonly CellRecord[]
  readonly environments: readonly EnvironmentRecord[]
  /** Lines that are none of ours. */
  readonly damaged: number
}

const fileOf = (folder: string): string => join(folder, 'results.ndjson')

/** The results in a folder: of each dataset, synthesizer and seed the latest. A last line without its end, left by a run that was killed, doesn't count. */
export function readResults(folder: string): Results {
  let text: string
  try {
    text = readFileSync(fileOf(folder), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new InputError(folder, 'holds no results; run `rowsmith benchmark` into it first', { cause: error })
    throw new InputError(folder, `its results can't be read (${(error as Error).message})`, { cause: error })
  }
  return parseResults(text)
}

export function parseResults(text: string): Results {
  const cells = new Map<string, CellRecord>()
  const environments = new Map<string, EnvironmentRecord>()
  let damaged = 0
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue
    const record = parseLine(line)
    if (record === null) damaged++
    else if (record.type === 'environment') environments.set(record.id, record)
    else cells.set(JSON.stringify([record.dataset, record.synthesizer, record.seed]), record)
  }
  return { cells: [...cells.values()], environments: [...environments.values()], damaged }
}

function parseLine(line: string): ResultLine | null {
  try {
    return resultLine.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

/** The results file of a folder, open for more. */
export interface ResultStore {
  /** What was in it. */
  readonly before: Results
  /** Adds one line, which is on the disk when this returns. */
  append(line: ResultLine): void
  close(): void
}

/** Opens the results of a folder, which is made if it isn't there, and cuts off a last line that was never finished. */
export async function openStore(folder: string): Promise<ResultStore> {
  await makeFolder(folder)
  const path = fileOf(folder)
  const file = openSync(path, 'a')
  const bytes = readFileSync(path)
  const whole = bytes.lastIndexOf('\n') + 1
  if (whole < bytes.length) truncateSync(path, whole)
  return {
    before: parseResults(bytes.subarray(0, whole).toString('utf8')),
    append(line) {
      const encoded = Buffer.from(`${JSON.stringify(line)}\n`)
      for (let done = 0; done < encoded.length; ) done += writeSync(file, encoded, done)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}
