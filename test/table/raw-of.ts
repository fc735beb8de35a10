import { finishRawTable, RawColumnBuilder, type RawTable } from '../../src/table/raw.js'

/** The raw table of a text file with these cells. */
export function rawOf(columns: Readonly<Record<string, readonly string[]>>): RawTable {
  return finishRawTable(
    Object.entries(columns).map(([name, cells]) => {
      const builder = new RawColumnBuilder(name)
      for (const cell of cells) builder.pushToken(cell)
      return builder
    }),
  )
}

/** The array over again until it has so many cells. */
export function cycled(cells: readonly string[], length: number): string[] {
  return Array.from({ length }, (_, i) => cells[i % cells.length] as string)
}
