import { digitBounds, numberText } from '../grammar/fields.js'
import { type Form, inferForms } from '../grammar/forms.js'
import { escapeLiteral, optionsText } from '../grammar/pattern.js'
import { fewestShared, type TextCounts, tallied } from '../grammar/shared.js'

/** A value in the JSON of some rows: the place of its text, and how many rows have that. */
interface Item {
  readonly value: unknown
  readonly text: number
  readonly rows: number
}

/** A choice among shared values is the whole of a place where they make up so much of it. */
const leastShared = 0.5
const mostOptions = 200
/** Most decimals of numbers made anew. */
const mostDecimals = 6

/**
 * The forms of JSON lists, or of objects of which too few look alike as texts: one for each length and set of names that enough rows have, with
 * what stands in lists taken together, wherever it stands. Nothing comes in that fewer than `fewestShared` rows have. All of them write valid JSON.
 */
export function jsonForms(texts: readonly string[], counts: readonly number[]): Form[] {
  const items = texts.map((text, i): Item => ({ value: JSON.parse(text), text: i, rows: counts[i] as number }))
  const inLists = items.flatMap(elementsOf)
  const forms = [...grouped(items, ({ value }) => shapeOf(value)).values()]
    .filter((group) => rowsOf(group) >= fewestShared)
    .map((group) => ({ pattern: patternOf(group, inLists), rows: rowsOf(group) }))
  return forms.length > 0 ? forms : [{ pattern: Array.isArray(items[0]?.value) ? '[]' : '\\{\\}', rows: 1 }]
}

function grouped(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`
  return typeof value === 'object' && value !== null ? JSON.stringify(Object.keys(value)) : typeof value
}

function elementsOf({ value, text, rows }: Item): Item[] {
  return Array.isArray(value) ? value.map((element) => ({ value: element, text, rows })) : []
}

/** Rows that have any of these values. */
function rowsOf(items: readonly Item[]): number {
  return [...new Map(items.map(({ text, rows }) => [text, rows])).values()].reduce((sum, rows) => sum + rows, 0)
}

/** In how many rows each text stands. */
function tallyBy(items: readonly Item[], textOf: (value: unknown) => string): TextCounts {
  const seen = new Set<string>()
  return tallied(
    items.flatMap(({ value, text, rows }): [string, number][] => {
      const written = textOf(value)
      const key = `${text} ${written}`
      if (seen.has(key)) return []
      seen.add(key)
      return [[written, rows]]
    }),
  )
}

/** The pattern of values of one place; `inLists`, what stands in their lists. Where they are of several types, that of the most. */
function patternOf(items: readonly Item[], inLists: readonly Item[] = items.flatMap(elementsOf)): string {
  const shape = commonest(items, ({ value }) => (typeof value === 'object' ? shapeOf(value) : typeof value))
  const [first] = shape
  if (first === undefined) return 'null'
  const { value } = first
  if (Array.isArray(value)) return listPattern(value.length, shape, inLists)
  if (typeof value === 'object' && value !== null) {
    const fields = Object.keys(value).map((name) => {
      const inner = shape.map((item) => ({ ...item, value: (item.value as Record<string, unknown>)[name] }))
      return `${escapeLiteral(JSON.stringify(name))}:${patternOf(inner)}`
    })
    return `\\{${fields.join()}\\}`
  }
  const choice = choiceOf(tallyBy(shape, (one) => JSON.stringify(one)))
  if (typeof value === 'number') return choice ?? numberPattern(shape)
  if (typeof value !== 'string') return choice ?? 'null'
  return choice ?? stringPattern(shape)
}

/** The items of the commonest kind that enough rows have. */
function commonest(items: readonly Item[], kindOf: (item: Item) => string): Item[] {
  const present = items.filter(({ value }) => value !== null && value !== undefined)
  const sorted = [...grouped(present, kindOf).values()].map((group) => ({ group, rows: rowsOf(group) })).sort((a, b) => b.rows - a.rows)
  return (sorted[0]?.rows ?? 0) >= fewestShared ? (sorted[0]?.group ?? []) : []
}

function listPattern(length: number, lists: readonly Item[], elements: readonly Item[]): string {
  if (length === 0) return '[]'
  const shared = sharedOf(tallyBy(elements, (one) => JSON.stringify(one)))
  const areDifferent = lists.every(({ value }) => new Set((value as unknown[]).map((one) => JSON.stringify(one))).size === length)
  if (areDifferent && length > 1 && length <= shared.options.length && shared.share >= leastShared)
    return `[{list ${length} "," ${optionsText(shared.options)}}]`
  // Elements of a list that always has as many are as different as fields: a point has a width and a height.
  const byPlace = elements.length === rowsApart(lists) * length
  const parts = Array.from({ length }, (_, k) =>
    patternOf(byPlace ? lists.map((item) => ({ ...item, value: (item.value as unknown[])[k] })) : elements),
  )
  return `[${parts.join()}]`
}

function rowsApart(items: readonly Item[]): number {
  return new Set(items.map(({ text }) => text)).size
}

interface Shared {
  readonly options: readonly { readonly text: string; readonly weight: number }[]
  readonly share: number
}

function sharedOf(values: TextCounts): Shared {
  const options = [...values].filter(([, rows]) => rows >= fewestShared).map(([text, weight]) => ({ text, weight }))
  options.sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
  const all = [...values.values()].reduce((sum, rows) => sum + rows, 0)
  const kept = options.slice(0, mostOptions)
  return { options: kept, share: kept.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, all) }
}

function choiceOf(values: TextCounts): string | null {
  const { options, share } = sharedOf(values)
  const [first] = options
  if (!first || share < leastShared) return null
  return options.length === 1 ? escapeLiteral(first.text) : `{${optionsText(options)}}`
}

function numberPattern(items: readonly Item[]): string {
  const decimals = mostlyDecimals(items)
  const whole = tallyBy(items, (value) => String(Math.trunc(value as number) + 0))
  const rows = [...whole.values()].reduce((sum, count) => sum + count, 0)
  const digits = [...whole.keys()].reduce((most, text) => Math.max(most, text.replace('-', '').length), 1)
  const bounds = digits <= 15 ? digitBounds(whole, rows) : null
  const number = bounds ? numberText(whole, rows, bounds, 1) : `{i:${'1'.padEnd(digits, '0')}-${'9'.repeat(digits)}}`
  return decimals === 0 ? number : `${number}.{d:${decimals}}`
}

/** Digits after the point that nearly all have enough of. */
function mostlyDecimals(items: readonly Item[]): number {
  const sorted = items.map(({ value }) => decimalsOf(value as number)).sort((a, b) => a - b)
  return sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0
}

/** Digits after the point, without the noise of sums of fractions. */
function decimalsOf(value: number): number {
  const text = String(Number(value.toPrecision(12)))
  return text.includes('e') ? mostDecimals : Math.min(mostDecimals, text.split('.')[1]?.length ?? 0)
}

function stringPattern(items: readonly Item[]): string {
  const values = tallyBy(items, (value) => JSON.stringify(value))
  const forms = inferForms([...values.keys()], [...values.values()]) ?? []
  const [first] = [...forms].sort((a, b) => b.rows - a.rows)
  return first && /^".*"$/s.test(first.pattern) ? first.pattern : '"{w:3-8}"'
}
