import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { runNode, runTask } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds, textTable } from '../support/text-table.js'
import { median } from '../support/time.js'

const rounds = 3

interface Step {
  readonly rows: number
  readonly readSeconds: number
  readonly fitSeconds: number
  readonly peakBytes: number
}

/** Reading and fitting files of 1 %, 10 % and 100 % of `rows`, in processes of their own: time may grow as the rows do, not faster. */
export async function scaling(scratch: string, model: string, rows: number): Promise<{ bars: Bar[]; table: string }> {
  const steps = [rows / 100, rows / 10, rows].map((count) => measure(scratch, model, count))
  const [first, , last] = steps as [Step, Step, Step]
  const title = rows.toLocaleString('en')
  const bars: Bar[] = [
    {
      what: `memory to fit ${title} rows of CSV`,
      measured: inMegabytes(last.peakBytes),
      value: last.peakBytes / 1e6,
      limit: 1500,
      sense: 'at most',
      unit: ' MB',
      digits: 0,
    },
    {
      what: `growth of time from ${first.rows.toLocaleString('en')} to ${title} rows (1 = linear)`,
      measured: `${inSeconds(total(first))} to ${inSeconds(total(last))}`,
      value: Math.log(total(last) / total(first)) / Math.log(last.rows / first.rows),
      limit: 1.05,
      sense: 'at most',
    },
  ]
  return { bars, table: stepTable(steps) }
}

function total({ readSeconds, fitSeconds }: Step): number {
  return readSeconds + fitSeconds
}

function measure(scratch: string, model: string, rows: number): Step {
  const file = join(scratch, `fit-${rows}.csv`)
  runNode(scratch, [commandLine, 'sample', model, '-n', String(rows), '-o', file, '--quiet'])
  const runs = Array.from({ length: rounds }, () =>
    runTask<{ readSeconds: number; fitSeconds: number }>(scratch, new URL('fit-task.ts', import.meta.url), [file]),
  )
  const { peakBytes } = runNode(scratch, [commandLine, 'fit', file, '-o', join(scratch, 'fit.model.json'), '--quiet'])
  return {
    rows,
    readSeconds: median(runs.map((run) => run.readSeconds)),
    fitSeconds: median(runs.map((run) => run.fitSeconds)),
    peakBytes,
  }
}

function stepTable(steps: readonly Step[]): string {
  const growth = (step: Step, i: number) => {
    const before = steps[i - 1]
    return before ? (Math.log(total(step) / total(before)) / Math.log(step.rows / before.rows)).toFixed(2) : ''
  }
  const cells = steps.map((step, i) => [
    String(step.rows),
    inSeconds(step.readSeconds),
    inSeconds(step.fitSeconds),
    inMegabytes(step.peakBytes),
    growth(step, i),
  ])
  return textTable(['rows', 'read', 'fit', 'memory', 'growth'], cells)
}
