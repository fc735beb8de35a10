import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { resultsCsv } from '../../../benchmark/leaderboard/leaderboard.js'
import { makeLeaderboard } from '../../../benchmark/leaderboard/make-leaderboard.js'
import type { CellRecord } from '../../../benchmark/run/record.js'
import { readResults } from '../../../benchmark/run/store.js'
import { InputError } from '../../../errors.js'
import { writeText } from '../../../io/files.js'
import { type DatabaseEvaluation, type Evaluation, renderDatabaseReport } from '../../../node.js'
import { renderReport } from '../../../report/html/index.js'
import { renderLeaderboard } from '../../../report/leaderboard/html.js'
import { renderLeaderboardText } from '../../../report/leaderboard/text.js'
import { createStatus, type Status } from '../../run/status.js'
import type { LeaderboardFlags } from './command.js'

/** Prints the leaderboard of the results in a folder, and writes it as the flags say. */
export async function benchmarkReport(results: string, flags: LeaderboardFlags): Promise<void> {
  const status = createStatus(flags.quiet)
  const found = readResults(results)
  if (found.cells.length === 0) throw new InputError(results, 'holds no finished cell yet; wait, or look at what the run says')
  const board = makeLeaderboard(found)
  if (flags.output !== undefined) {
    const reports = flags.reports ? await writeReports(results, flags.output, found.cells, status) : new Map<string, string>()
    const page = await renderLeaderboard(board, {
      title: basename(flags.output, extname(flags.output)),
      linkOf: (key) => reports.get(key) ?? null,
    })
    await writeText(flags.output, page)
  }
  if (flags.json !== undefined) await writeText(flags.json, `${JSON.stringify(board, null, 1)}\n`)
  if (flags.csv !== undefined) await writeText(flags.csv, resultsCsv(found.cells))
  status.clear()
  if (!flags.quiet) process.stdout.write(renderLeaderboardText(board))
}

/** Writes one report for each cell that was judged, unless it is there, into a folder beside the page; where each lies from the page on, by key. */
async function writeReports(results: string, page: string, cells: readonly CellRecord[], status: Status): Promise<Map<string, string>> {
  const folder = `${basename(page, extname(page))}-reports`
  await mkdir(join(dirname(page), folder), { recursive: true })
  const links = new Map<string, string>()
  for (const [index, cell] of cells.entries()) {
    const source = join(results, 'evaluations', `${cell.key}.json`)
    if (cell.outcome !== 'ok' || !existsSync(source)) continue
    const target = join(dirname(page), folder, `${cell.key}.html`)
    status.update(index / cells.length, `report of ${cell.dataset} × ${cell.synthesizer}`)
    if (!existsSync(target)) await writeText(target, await reportOf(source, cell))
    links.set(cell.key, `${encodeURIComponent(folder)}/${cell.key}.html`)
  }
  return links
}

async function reportOf(source: string, { dataset, synthesizer, seed, version }: CellRecord): Promise<string> {
  const evaluation = JSON.parse(await readFile(source, 'utf8')) as Evaluation | DatabaseEvaluation
  const facts = [
    ['dataset', dataset],
    ['synthesizer', synthesizer],
    ['seed', String(seed)],
    ...(version ? [['version', version]] : []),
  ] as [string, string][]
  const title = `${synthesizer} on ${dataset}, seed ${seed}`
  if (evaluation.format === 'rowsmith-database-evaluation')
    return renderDatabaseReport({ title, evaluation, notes: facts.map((fact) => fact.join(': ')) })
  return renderReport({ title, evaluation, facts, notes: [] })
}
