import { createOutput } from '../../io/files.js'
import { createRng } from '../../random/rng.js'
import type { GeneratedTable } from './suite.js'

const blockRows = 10_000

/**
 * Writes a CSV file of made-up rows for measuring how time and memory grow: by turns a number and a column of levels, all of which depend on
 * one hidden number, and levels get rarer the higher they are. The same numbers give the same bytes.
 */
export async function writeGenerated(path: string, { rows, columns, levels }: GeneratedTable): Promise<void> {
  const output = await createOutput(path)
  try {
    const encoder = new TextEncoder()
    const names = Array.from({ length: columns }, (_, i) => (i % 2 === 0 ? `number${i + 1}` : `level${i + 1}`))
    await output.write(encoder.encode(`${names.join(',')}\n`))
    for (let from = 0; from < rows; from += blockRows) {
      const lines = blockOf(from / blockRows, Math.min(blockRows, rows - from), columns, levels)
      await output.write(encoder.encode(`${lines.join('\n')}\n`))
    }
    await output.commit()
  } catch (error) {
    await output.abort()
    throw error
  }
}

function blockOf(block: number, rows: number, columns: number, levels: number): string[] {
  const rng = createRng(columns, levels, block)
  return Array.from({ length: rows }, () => {
    const hidden = rng.uniform()
    let line = ''
    for (let i = 0; i < columns; i++) {
      const share = rng.uniform() < 0.5 ? hidden : rng.uniform()
      line += `${i === 0 ? '' : ','}${i % 2 === 0 ? (3 * hidden + rng.normal()).toFixed(3) : `L${Math.floor(levels * share ** 2)}`}`
    }
    return line
  })
}
