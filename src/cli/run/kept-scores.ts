import { appendFile, readFile } from 'node:fs/promises'
import { InputError, OutputError } from '../../errors.js'
import type { KeptScores } from '../../evaluate/engine/score-book.js'
import type { ScoredMetric } from '../../evaluate/engine/score-job.js'
import { writeText } from '../../io/files.js'

const format = 'rowsmith-kept-scores'

/** Scores that are kept in a file while an evaluation runs. */
export interface ScoreFile {
  /** What the file holds of the evaluation of this key; throws where it holds another one, or is something else. */
  open(key: string): Promise<KeptScores>
  /** Settles once all that was kept is written; throws where it can't be. */
  written(): Promise<void>
}

/**
 * A file of lines: the key of the evaluation, then, as they came, the scores of one metric in one comparison and its baselines. It is only ever added to, so that a run which is broken off leaves
 * what it had; a last line that was cut off doesn't count.
 */
export function keptScores(path: string): ScoreFile {
  let writing: Promise<void> = Promise.resolve()
  const add = (scored: readonly ScoredMetric[]) => {
    const text = byMetric(scored)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('')
    writing = writing.then(() => appendFile(path, text))
    // Told by `written`; without this the process would end before it is asked.
    writing.catch(() => {})
  }
  return {
    async open(key) {
      const whole = await wholeLines(path)
      const [head, ...scored] = whole.map((line) => parseLine(path, line))
      if (head === undefined) await writeText(path, `${JSON.stringify({ format, version: 1, key })}\n`)
      else checkHead(path, head, key)
      return { scored: (scored as ScoredMetric[][]).flat(), keep: add }
    },
    async written() {
      await writing.catch((error) => refuse(path, error))
    },
  }
}

/** Scores that only count together are in one line. */
function byMetric(scored: readonly ScoredMetric[]): ScoredMetric[][] {
  const groups = new Map<string, ScoredMetric[]>()
  for (const each of scored) groups.set(each.metric, [...(groups.get(each.metric) ?? []), each])
  return [...groups.values()]
}

/** The lines that have an end; those of a file that ends within one are written anew without it. */
async function wholeLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new InputError(path, `can't be read (${error.message})`, { cause: error })
  })
  const lines = text.split('\n')
  const cut = lines.pop()
  if (cut && lines.length > 0) await writeText(path, lines.map((line) => `${line}\n`).join(''))
  return lines.length > 0 || !cut ? lines : [cut]
}

function parseLine(path: string, line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new InputError(path, 'holds no kept scores; give another file, which may be one that does not exist yet', { cause: error })
  }
}

function checkHead(path: string, head: unknown, key: string): void {
  const known = head as { readonly format?: unknown; readonly version?: unknown; readonly key?: unknown } | null
  if (known?.format !== format || known.version !== 1) {
    throw new InputError(path, 'holds no kept scores; give another file, which may be one that does not exist yet')
  }
  if (known.key !== key) {
    throw new InputError(path, 'holds scores of other tables, another schema, seed or release; give another file, or delete this one')
  }
}

function refuse(path: string, error: Error): never {
  throw new OutputError(path, `can't be written (${error.message})`, { cause: error })
}
