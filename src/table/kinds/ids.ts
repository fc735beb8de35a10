import { inferPattern, type KeyPattern } from '../patterns.js'
import { areBigWhole, guessBigWhole, rangePattern } from './big-whole.js'
import { counted, type Guess, type GuessContext } from './guess.js'
import type { NumberCells } from './numbers.js'
import { type Cells, distinctOf } from './profile.js'

/**
 * When values that are all different are keys. Names count in three grades: some say key (customer_id, uuid), some say number or
 * position (no, index), which takes a running count besides, and some say that the values mean something themselves (year, age).
 *  - whole numbers: a key by name, from `fewestNamed` rows on; or a count from 0 or 1 on, from `fewestUnnamed` rows on;
 *  - strings: one pattern with digits in all, from `fewestUnnamed` rows on, or `fewestNamed` with a name that says key.
 * Values with digits after the point are measured and never keys.
 */
const keyName =
  /(^|[_\-. ])(id|ids|uuid|guid|key|pk|code|ref|reference|serial|sku|isbn|ean|account|ssn|passport|barcode|hash|token)$|^id[_\-. ]/i
const camelKeyName = /[a-z](Id|ID|Uuid|UUID|Guid|GUID|Key)$/
const countName = /(^|[_\-. ])(no|nr|num|number|index|idx|row|rowid|row_?names?|seq|sequence|rank|order|#|unnamed: ?\d+)$|^$/i
const meaningName = /(^|[_\-. ])(year|yr|month|day|date|time|hour|week|age|step|period|quarter)s?$/i
const fewestUnnamed = 20
const fewestNamed = 3

/** Whether the name of a column says that it holds keys. */
export function saysKey(name: string): boolean {
  return keyName.test(name) || camelKeyName.test(name)
}

/** A key of whole numbers, or null. */
export function guessNumberKey(
  { values, counts, total, whole, style, digits }: NumberCells,
  { name, isOrder, kind, repeats = false }: GuessContext,
): Guess | null {
  const decorated = style.prefix !== '' || style.suffix !== '' || style.thousands !== '' || digits.most !== 0
  if (!whole || decorated || isOrder || (!repeats && values.length !== total) || counts.length === 0) return null
  const least = values[0] as number
  const runs = (values.at(-1) as number) - least + 1 === values.length
  const counter = runs && (least === 0 || least === 1)
  const named = saysKey(name) && total >= fewestNamed
  const unnamed = counter && total >= fewestUnnamed && !meaningName.test(name)
  const numbered = counter && countName.test(name) && total >= fewestNamed
  if (kind !== 'id' && (least < 0 || !(named || unnamed || numbered))) return null
  const different = repeats ? 'different ' : ''
  const reason = runs
    ? `${counted(values.length)} ${different}whole numbers that count from ${least} without a gap`
    : `${counted(values.length)} whole numbers, ${repeats ? 'which come back' : 'all different'}, in a column named ${name}`
  return { schema: { kind: 'id', pattern: '{n:1}', start: Math.max(0, least) }, reason, warnings: [] }
}

/** A key of strings, or null. */
export function guessTextKey(cells: Cells, { name, kind, isOrder, repeats = false }: GuessContext): Guess | null {
  if (isOrder || cells.plain || (!repeats && distinctOf(cells) !== cells.total)) return null
  const named = saysKey(name)
  const forced = kind === 'id'
  if (!forced && cells.total < (named ? fewestNamed : fewestUnnamed)) return null
  if (areBigWhole(cells)) return guessBigWhole(cells)
  const digitsInAll = cells.texts.every((text) => /\d/.test(text))
  const found = digitsInAll || named || forced ? inferPattern(cells.texts) : null
  const pattern = found ?? (named || forced ? commonestPattern(cells.texts) : null)
  if (!pattern) return null
  const which = repeats ? 'which come back' : 'all different'
  const reason = `${counted(distinctOf(cells))} values, ${which}, ${found ? 'of' : 'most often of'} the pattern ${pattern.pattern}`
  return { schema: { kind: 'id', ...pattern }, reason, warnings: [] }
}

/** The pattern for keys like these: the one that they share, else that of their most frequent shape, else a counter. */
export function keyPattern(keys: readonly string[]): KeyPattern {
  if (keys.length > 0 && areBigWhole({ texts: keys, counts: [], plain: null, total: 0 })) return { pattern: rangePattern(keys), start: 1 }
  return inferPattern(keys) ?? commonestPattern(keys) ?? { pattern: '{n:1}', start: 1 }
}

/** The pattern of the most frequent shape of keys that don't all have one; a counter where there is none. */
function commonestPattern(keys: readonly string[]): KeyPattern | null {
  if (keys.some((key) => /\s/.test(key.trim()))) return null
  const groups = new Map<string, string[]>()
  for (const key of keys) {
    const shape = key
      .replace(/[a-z]+/g, 'a')
      .replace(/[A-Z]+/g, 'A')
      .replace(/\d+/g, '0')
    const group = groups.get(shape)
    if (group) group.push(key)
    else groups.set(shape, [key])
  }
  const largest = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[1] ?? []
  return inferPattern(largest) ?? { pattern: '{n:1}', start: 1 }
}
