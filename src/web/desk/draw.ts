import {
  type FileFormat,
  type FittedModel,
  prepareSampler,
  RowsmithError,
  type SampleOptions,
  sampleBlocks,
  type Table,
  tableWriter,
} from '../../index.js'
import type { DrawAsk, DrawnPage } from '../protocol.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** Bytes after which what was written is handed to the browser, which may keep it on disk. */
const portion = 8_000_000

/** What rows should be, as options of the library. */
export function sampleOptionsOf({ rows, seed, where, shares }: DrawAsk): Pick<SampleOptions, 'seed' | 'where' | 'share' | 'run'> {
  const named = Object.entries(shares).filter(([, levels]) => Object.keys(levels).length > 0)
  return { seed, run: rows, ...(where.trim() === '' ? {} : { where }), ...(named.length === 0 ? {} : { share: Object.fromEntries(named) }) }
}

/** Says what is wrong with a wish for rows, '' for nothing. */
export async function check(_: Job, ask: DrawAsk): Promise<string> {
  try {
    await prepareSampler(need(state.model, 'model'), { ...sampleOptionsOf(ask), rows: ask.rows })
    return ''
  } catch (error) {
    if (error instanceof RowsmithError) return error.message
    throw error
  }
}

/** Draws the rows of a run into a file like the one that was read. */
export async function draw(job: Job, ask: DrawAsk): Promise<DrawnPage> {
  const model = need(state.model, 'model')
  state.drawn = ask
  const { format } = state.source?.facts ?? { format: 'csv' as const }
  const notes: string[] = []
  const { file, first } = await written(job, model, ask, format === 'sqlite' ? 'csv' : format, (note) => notes.push(note))
  state.delivered = { first, said: notes }
  return { notes, file }
}

/** The same rows in another format. */
export async function rowsAs(job: Job, format: FileFormat): Promise<Blob> {
  return (await written(job, need(state.model, 'model'), need(state.drawn, 'rows'), format, () => {})).file
}

async function written(
  { pool, signal, progress }: Job,
  model: FittedModel,
  ask: DrawAsk,
  format: FileFormat,
  note: (sentence: string) => void,
): Promise<{ readonly file: Blob; readonly first: Table | null }> {
  const parts: Blob[] = []
  let first: Table | null = null
  let open: Uint8Array[] = []
  let size = 0
  // A browser that has no room left says so only when the bytes are asked for again.
  const flush = async (): Promise<void> => {
    const part = new Blob(open as Uint8Array<ArrayBuffer>[])
    await part
      .slice(-1)
      .arrayBuffer()
      .catch(() => {
        throw new DOMException('', 'QuotaExceededError')
      })
    parts.push(part)
    open = []
    size = 0
  }
  const writer = await tableWriter(format, model.schema, {
    write: async (bytes) => {
      open.push(bytes.slice())
      size += bytes.length
      if (size >= portion) await flush()
    },
  })
  for await (const block of sampleBlocks(model, 0, ask.rows, { ...sampleOptionsOf(ask), pool, signal, progress, note })) {
    first ??= block
    await writer.write(block)
  }
  await writer.close()
  await flush()
  return { file: new Blob(parts), first }
}
