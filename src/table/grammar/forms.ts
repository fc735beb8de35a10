import { type CheckName, checkPlace, checks, findCheck, isValid } from './check-digits.js'
import { type Bounds, choiceText, digitBounds, fieldText, nearlyAll } from './fields.js'
import { type CharacterRun, checkMark, chunksOf, type RunClass, runsOf, shapeOf } from './runs.js'
import { fewestShared, type TextCounts, tallied } from './shared.js'

/** One way in which the texts of a column are written, and how many rows are. */
export interface Form {
  readonly pattern: string
  readonly rows: number
}

/** Least share of the rows whose form enough others have, for a column to be described by its forms. */
const leastCovered = 0.8
/** Most forms of a column; shapes beyond the most frequent are left out. */
const mostForms = 40
/** Most values by which one shape is told apart into several forms. */
const mostBranches = 12
/** Share of the rows whose value of a run others share, from which on they are told apart. */
const leastBranched = 0.3
/** Texts beyond are no codes. */
const longest = 200
const mostRuns = 40

interface Entry {
  readonly runs: readonly CharacterRun[]
  readonly count: number
}

/**
 * The forms of these distinct texts, each held by so many rows; null where fewer than `leastCovered` of the rows have a form that `fewestShared` rows
 * share. Keys, which are as good as any other, are not told apart by the size of their numbers. Read by runs of digits and letters, or, as with hexadecimal numbers, where letters and digits go through each other, by what stands between signs.
 */
export function inferForms(texts: readonly string[], counts: readonly number[], areKeys = false): Form[] | null {
  if (texts.some((text) => text.includes(checkMark))) return null
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total < fewestShared) return null
  const check = findCheck(texts)
  const masked = texts.map((text) => (check && isValid(check, text) ? withoutCheck(text, check) : text))
  const chosen = chosenReading(masked, counts, leastCovered * total)
  if (chosen.covered < leastCovered * total) return null
  const budget = { left: mostForms }
  const forms = chosen.shapes.flatMap(({ entries }) => branch(partOf(entries, nothingKnown, areKeys), budget, 0))
  return merged(forms.map((form) => ({ ...form, pattern: form.pattern.replaceAll(checkMark, `{${check}}`) })))
}

interface Reading {
  readonly shapes: readonly Shape[]
  /** Rows of all shapes. */
  readonly covered: number
}

/** By runs where they cover so many rows, unless they make many more shapes than signs do. */
function chosenReading(texts: readonly string[], counts: readonly number[], least: number): Reading {
  const runs = readingBy(runsOf, texts, counts)
  if (runs.covered >= least && runs.shapes.length < fewestMixed) return runs
  const chunks = readingBy(chunksOf, texts, counts)
  if (chunks.covered >= runs.covered && runs.shapes.length > chunks.shapes.length && areHexadecimal(texts)) return chunks
  const isMixed = chunks.covered >= runs.covered && runs.shapes.length >= mixedShapes * chunks.shapes.length
  return runs.covered >= least && !isMixed ? runs : chunks
}

function readingBy(read: (text: string) => CharacterRun[], texts: readonly string[], counts: readonly number[]): Reading {
  const shapes = byShape(texts, counts, read)
  return { shapes, covered: shapes.reduce((sum, { rows }) => sum + rows, 0) }
}

/** Fewer shapes than this are no sign that letters and digits go through each other. */
const fewestMixed = 4
/** So many letters, all of them from a to f, are no words. */
const hexLetters = 40

/** Whether letters among digits are those of hexadecimal numbers: all from a to f, in one case, most of them used, before and behind digits. */
function areHexadecimal(texts: readonly string[]): boolean {
  const chunks = texts.flatMap((text) => text.match(/[\p{L}\d]+/gu) ?? []).filter((chunk) => /\d/.test(chunk) && /\p{L}/u.test(chunk))
  const letters = chunks.join('').replace(/\d/g, '')
  const isOneCase = /^[a-f]+$/.test(letters) || /^[A-F]+$/.test(letters)
  const isThrough = chunks.some((chunk) => /^\d/.test(chunk)) && chunks.some((chunk) => /^\p{L}/u.test(chunk))
  return isOneCase && isThrough && letters.length >= hexLetters && new Set(letters).size >= 5
}

/** Letters and digits that go through each other by chance make so many times more shapes by runs than by signs. */
const mixedShapes = 4

function withoutCheck(text: string, check: CheckName): string {
  const at = checkPlace(check, text.length)
  return text.slice(0, at) + checkMark + text.slice(at + checks[check].width)
}

interface Shape {
  readonly entries: Entry[]
  rows: number
}

/** The texts by shape, the most frequent first; of chunks also by their lengths. Shapes of too few rows are left out. */
function byShape(texts: readonly string[], counts: readonly number[], read: (text: string) => CharacterRun[]): Shape[] {
  const shapes = new Map<string, Shape>()
  texts.forEach((text, i) => {
    if (text.length > longest) return
    const runs = read(text)
    if (runs.length > mostRuns) return
    const key = read === chunksOf ? runs.map(({ of, text }) => (of === 'mixed' ? text.length : text)).join(' ') : shapeOf(runs)
    const count = counts[i] as number
    const shape = shapes.get(key)
    if (!shape) shapes.set(key, { entries: [{ runs, count }], rows: count })
    else {
      shape.entries.push({ runs, count })
      shape.rows += count
    }
  })
  return [...shapes]
    .filter(([, { rows }]) => rows >= fewestShared)
    .sort(([a, x], [b, y]) => y.rows - x.rows || (a < b ? -1 : 1))
    .slice(0, mostForms)
    .map(([, shape]) => shape)
}

const rowsOf = (entries: readonly Entry[]): number => entries.reduce((sum, { count }) => sum + count, 0)

/** Texts of one shape, run by run, and the bounds of those of their runs that are numbers. */
interface Part {
  readonly entries: readonly Entry[]
  readonly columns: readonly RunColumn[]
  readonly bounds: readonly (Bounds | null)[]
  /** Fields of runs of which nearly all texts have one of a few values, as known of all texts of the shape where these ones are too few. */
  readonly choices: readonly (string | null)[]
  readonly areKeys: boolean
}

/** What is known of the runs of a shape. */
type Known = Pick<Part, 'bounds' | 'choices'>
const nothingKnown: Known = { bounds: [], choices: [] }

interface RunColumn {
  readonly of: RunClass
  readonly values: TextCounts
}

function runColumns(entries: readonly Entry[]): RunColumn[] {
  return (entries[0] as Entry).runs.map((run, i) => ({
    of: run.of,
    values: tallied(entries.map(({ runs, count }) => [(runs[i] as CharacterRun).text, count])),
  }))
}

/** These texts with the bounds and choices of each run; those known before where the texts are too few to tell. */
function partOf(entries: readonly Entry[], known: Known, areKeys: boolean): Part {
  const rows = rowsOf(entries)
  const columns = runColumns(entries)
  const bounds = columns.map(({ of, values }, i) => (of === 'd' ? (digitBounds(values, rows) ?? known.bounds[i] ?? null) : null))
  // Keys need room more than likeness.
  const choices = columns.map(({ of, values }, i) =>
    of === 'check' || of === 'd' || areKeys ? null : (choiceText(values, rows) ?? known.choices[i] ?? null),
  )
  return { entries, columns, bounds, choices, areKeys }
}

/** The forms of texts of one shape: told apart by a run that has few values, or by the size of its first number, so that runs stay dependent on each other. */
function branch(part: Part, budget: { left: number }, depth: number): Form[] {
  const { entries, columns, bounds } = part
  const rows = rowsOf(entries)
  const parts = budget.left > 1 ? (byFewValues(part, rows) ?? (depth < 2 && !part.areKeys ? byNumber(part, rows) : null)) : null
  if (parts && parts.length > 1) {
    budget.left -= parts.length - 1
    return parts.flatMap((part) => branch(part, budget, depth + 1))
  }
  const pattern = columns
    .map(({ of, values }, i) =>
      of === 'check'
        ? checkMark
        : (part.choices[i] ?? fieldText({ of, values, bounds: bounds[i] as Bounds | null, isKey: part.areKeys }, rows)),
    )
    .join('')
  return [{ pattern, rows }]
}

/** The texts told apart by the first run that has few shared values: one part of each, and one of the rest if it is large enough. */
function byFewValues({ entries, columns, bounds, choices, areKeys }: Part, rows: number): Part[] | null {
  if (columns.filter(({ values }) => values.size > 1).length < 2) return null
  for (const [i, { of, values }] of columns.entries()) {
    if (of === 'check' || values.size === 1) continue
    const shared = [...values].filter(([, count]) => count >= fewestShared)
    const share = shared.reduce((sum, [, count]) => sum + count, 0) / rows
    const isFew = shared.length <= mostBranches && share >= (of === 'd' ? nearlyAll : leastBranched)
    // Words of which enough are shared have a form of their own, where they are a choice.
    const isChoice = of !== 'd' && of !== 'mixed' && share >= leastBranched && share < nearlyAll
    if (shared.length === 0 || !(isFew || isChoice)) continue
    const parts = new Map(shared.map(([text]) => [isFew ? text : '', [] as Entry[]]))
    const rest: Entry[] = []
    const isShared = new Set(shared.map(([text]) => text))
    for (const entry of entries) {
      const { text } = entry.runs[i] as CharacterRun
      if (isShared.has(text)) parts.get(isFew ? text : '')?.push(entry)
      else rest.push(entry)
    }
    const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part)
    const all = rowsOf(rest) >= fewestShared ? [...sorted, rest] : sorted
    if (all.length > 1) return all.map((entries) => partOf(entries, { bounds, choices }, areKeys))
  }
  return null
}

/** Texts told apart by the size of their first number: so many of each size at least, so many sizes at most. */
const rowsPerPart = 3 * fewestShared
const mostParts = 8
/** Longer runs of digits are codes, which depend on nothing. */
const numberWidth = 4
const mostNumbers = 4

/** The texts told apart by the size of their first number, where others may depend on it: of 130/106, the first. */
function byNumber({ entries, columns, bounds, choices, areKeys }: Part, rows: number): Part[] | null {
  const isNumber = ({ of, values }: RunColumn): boolean =>
    of === 'd' && values.size > 1 && [...values.keys()].every((text) => text.length <= numberWidth && !/^0\d/.test(text))
  const open = columns.filter(({ values }) => values.size > 1)
  const first = columns.findIndex(isNumber)
  const parts = Math.min(mostParts, Math.floor(rows / rowsPerPart))
  const [least, most] = bounds[first] ?? [0, 0]
  if (open.length < 2 || open.length > mostNumbers || !open.every(isNumber) || parts < 2) return null
  const size = ({ runs }: Entry): number => Number((runs[first] as CharacterRun).text)
  const sorted = [...entries].sort((a, b) => size(a) - size(b))
  const result: Part[] = []
  let from = least
  let current: Entry[] = []
  let done = 0
  const close = (to: number): void => {
    const part = partOf(current, { bounds, choices }, areKeys)
    result.push({ ...part, bounds: part.bounds.map((known, i) => (i === first ? [from, to] : known)) })
    from = to
    current = []
  }
  for (const [i, entry] of sorted.entries()) {
    const before = i > 0 ? size(sorted[i - 1] as Entry) : 0
    if (i > 0 && size(entry) !== before && done >= ((result.length + 1) / parts) * rows && rows - done >= rowsPerPart)
      close(Math.min(most, Math.max(from, Math.floor((before + size(entry)) / 2))))
    current.push(entry)
    done += entry.count
  }
  close(most)
  return result
}

/** Forms that came out alike, as one. */
function merged(forms: readonly Form[]): Form[] {
  return [...tallied(forms.map(({ pattern, rows }) => [pattern, rows]))].map(([pattern, rows]) => ({ pattern, rows }))
}
