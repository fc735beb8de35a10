import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { dirname } from 'node:path'
import * as z from 'zod'
import { levels } from '../../evaluate/metric.js'
import { version } from '../../version.js'

/** How a cell ended. All but `ok` come with a reason. */
const outcomes = [
  'ok',
  /** The synthesizer said that it can't learn this table. */
  'refused',
  'crash',
  'time-out',
  'out-of-memory',
  /** What a command wrote is no table like the one asked for. */
  'bad-output',
  /** Figures out of a paper: nothing was run. */
  'published',
] as const
export type CellOutcome = (typeof outcomes)[number]

const number = z.number().nullable()

const cellScore = z.object({
  metric: z.string(),
  version: z.number(),
  title: z.string(),
  family: z.enum(['fidelity', 'utility', 'privacy']),
  level: z.enum(levels),
  goal: z.enum(['maximize', 'minimize']),
  value: number,
  /** 0 is the floor, 1 what other real rows score. */
  skill: number,
  interval: z.tuple([z.number(), z.number()]).nullable(),
  floor: number,
  ceiling: number,
  reason: z.string().nullable(),
})
export type CellScore = z.infer<typeof cellScore>

const closeness = z.object({
  /** Share of synthetic rows whose nearest real row is a training row, ties half. */
  nearerTraining: z.number(),
  /** The same of rows that keep nothing of single rows: the share of training rows among the real ones. */
  expected: z.number(),
  /** Share of rows that are nearer to training rows than chance explains: 0 none, 1 all; with its standard error. */
  copied: z.number(),
  error: z.number(),
  matchesTraining: z.number(),
  matchesHoldout: z.number(),
})

const attackFinding = z.object({
  attack: z.string(),
  title: z.string(),
  target: z.string(),
  verdict: z.enum(['not detected', 'detected', 'inconclusive']),
  /** Success on training rows beyond that on holdout rows, of all there is to gain. */
  residual: number,
})

/** What came of one synthesizer on one dataset with one seed: a line of `results.ndjson`. */
const cellRecord = z.object({
  type: z.literal('cell'),
  /** Names the content of all that the scores depend on. */
  key: z.string(),
  dataset: z.string(),
  synthesizer: z.string(),
  seed: z.number(),
  kind: z.enum(['model', 'command', 'baseline', 'published']),
  outcome: z.enum(outcomes),
  reason: z.string().nullable(),
  limits: z.object({ time: z.number(), memory: z.number() }),
  threads: z.number(),
  /** What it was, where the synthesizer or its entry said so. */
  version: z.string().nullable(),
  rows: z.object({ training: z.number(), holdout: z.number(), synthetic: z.number() }).nullable(),
  columns: z.number().nullable(),
  /**
   * `make` is from the start to the end of the process that makes the rows; `fit` and `sample` are parts of it. `evaluate` is from the reading
   * of the rows to the written evaluation, in a process that has read the real ones.
   */
  seconds: z.object({ fit: number, sample: number, make: number, evaluate: number }),
  /** Greatest resident memory of the process that made the rows, and of all that it started. */
  peakBytes: number,
  modelBytes: number,
  scores: z.array(cellScore),
  closeness: closeness.nullable(),
  /** Null where nothing was attacked. */
  attacks: z.array(attackFinding).nullable().default(null),
  /** What the table was generated with, if it was. */
  generated: z.object({ rows: z.number(), columns: z.number(), levels: z.number() }).nullable(),
  environment: z.string(),
  finished: z.string(),
})
export type CellRecord = z.infer<typeof cellRecord>

const environmentRecord = z.object({
  type: z.literal('environment'),
  id: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memory: z.number(),
  platform: z.string(),
  node: z.string(),
  rowsmith: z.string(),
  /** Of Rowsmith's own repository, where it runs out of one; `+` after it where files have changed since. */
  commit: z.string().nullable(),
})
export type EnvironmentRecord = z.infer<typeof environmentRecord>

export const resultLine = z.discriminatedUnion('type', [cellRecord, environmentRecord])
export type ResultLine = z.infer<typeof resultLine>

/** Where results are made: machine, Node, and Rowsmith, whose program is at `program`. */
export function environmentOf(program: string): EnvironmentRecord {
  const facts = {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    platform: `${platform()} ${release()} ${process.arch}`,
    node: process.versions.node,
    rowsmith: version,
    commit: commitOf(program),
  }
  const id = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12)
  return { type: 'environment', id, ...facts }
}

/** The commit of the repository that the program, or what it is a link to, was built in; null where it is installed, be it in somebody else's repository. */
function commitOf(program: string): string | null {
  try {
    const root = dirname(dirname(realpathSync(program)))
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    if (git('rev-parse', '--show-prefix') !== '') return null
    return git('describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=+')
  } catch {
    return null
  }
}
