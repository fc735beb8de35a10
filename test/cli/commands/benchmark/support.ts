import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { CellRecord } from '../../../../src/benchmark/run/record.js'
import { readResults } from '../../../../src/benchmark/run/store.js'
import { scratchFolder } from '../../../support/cli.js'

/** A table of a number and a level, as CSV. */
export const rows = (count: number): string =>
  `x,y\n${Array.from({ length: count }, (_, i) => `${(i * 37) % 101},${['a', 'b', 'c'][(i * 5) % 3]}`).join('\n')}\n`

/** A folder of suites and results for the tests of one file. */
export function benchmarkFolder() {
  const { path, names } = scratchFolder()
  return {
    path,
    names,
    suite: async (name: string, text: string): Promise<string> => {
      await writeFile(path(name), text)
      return path(name)
    },
    cells: (results: string): readonly CellRecord[] => readResults(path(results)).cells,
  }
}

/** How the cells of a synthesizer ended. */
export function endOf(found: readonly CellRecord[], synthesizer: string): string {
  const own = found.filter((cell) => cell.synthesizer === synthesizer)
  return own.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`)).join('; ')
}

/** A process that ended but that nobody has asked for its code doesn't run. */
export function isRunning(id: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${id}/stat`, 'utf8'))
  } catch {
    return false
  }
}

export async function waitFor(met: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, 20))
}
