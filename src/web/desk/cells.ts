import { cellTexts, rawCell, sampleBlocks } from '../../index.js'
import type { TaskResult } from '../protocol.js'
import { sampleOptionsOf } from './draw.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** Rows as they are written. Synthetic ones are made anew each time: they are addressable, so that none has to be kept. */
export async function cells(job: Job, which: 'real' | 'synthetic', from: number, to: number): Promise<TaskResult<'cells'>> {
  if (which === 'synthetic') return synthetic(job, from, to)
  const raw = need(state.raw, 'table')
  const end = Math.min(to, raw.rows)
  const rows = Array.from({ length: Math.max(0, end - from) }, (_, i) => raw.columns.map((column) => rawCell(column, from + i) ?? ''))
  return { names: raw.columns.map(({ name }) => name), rows }
}

async function synthetic({ signal }: Job, from: number, to: number): Promise<TaskResult<'cells'>> {
  const model = need(state.model, 'model')
  const ask = need(state.drawn, 'rows')
  const texts: string[][] = []
  let names: readonly string[] = []
  for await (const block of sampleBlocks(model, from, Math.min(to, ask.rows), { ...sampleOptionsOf(ask), signal })) {
    const written = cellTexts(block, model.schema)
    names = written.names
    texts.push(...written.rows)
  }
  return { names, rows: texts }
}
