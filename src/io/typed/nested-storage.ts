import type { TypedCell } from './cell-values.js'
import { parseStorage, type Storage } from './storage.js'

/** How cells that hold several values are held in a typed file. In a table they are JSON texts. */
export type NestedStorage =
  | { readonly type: 'list'; readonly item: Storage }
  | { readonly type: 'map'; readonly key: Storage; readonly value: Storage }
  | { readonly type: 'struct'; readonly fields: readonly { readonly name: string; readonly of: Storage }[] }

/** The storage of `list<int64>`, `map<utf8, int32>` or `list<struct<"sku": utf8, "qty": int32>>`; undefined for other names, and for what JSON can't hold. */
export function parseNested(name: string): NestedStorage | undefined {
  const list = /^list<(.+)>$/s.exec(name)
  if (list) {
    const item = inner(list[1] as string)
    return item && { type: 'list', item }
  }
  const map = /^map<(.+)>$/s.exec(name)
  if (map) {
    const [key, value] = parts(map[1] as string).map(inner)
    return key?.type === 'text' && value ? { type: 'map', key, value } : undefined
  }
  const struct = /^struct<(.+)>$/s.exec(name)
  if (!struct) return undefined
  const fields = parts(struct[1] as string).map((part) => {
    const [, quoted = '""', of = ''] = /^("(?:[^"\\]|\\.)*"): (.*)$/s.exec(part) ?? []
    return { name: JSON.parse(quoted) as string, of: inner(of) }
  })
  return fields.every((field): field is { name: string; of: Storage } => field.of !== undefined) ? { type: 'struct', fields } : undefined
}

/** What stands in a list, or is a field of what does: numbers, texts, yes and no, and lists and objects of them. */
function inner(name: string): Storage | undefined {
  const storage = parseStorage(name)
  return storage && ['int', 'float', 'bool', 'text', 'list', 'map', 'struct'].includes(storage.type) ? storage : undefined
}

/** The text cut at commas that stand in no brackets or quotes. */
function parts(text: string): string[] {
  const found = ['']
  let depth = 0
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|./gs) ?? []) {
    if (token === '<') depth++
    if (token === '>') depth--
    if (token === ',' && depth === 0) found.push('')
    else found[found.length - 1] += token
  }
  return found.map((part) => part.trim())
}

/** The cell that a JSON text says; null where it is of another shape. */
export function nestedCell(text: string, storage: NestedStorage): TypedCell {
  try {
    return valueIn(JSON.parse(text), storage)
  } catch {
    return null
  }
}

function valueIn(value: unknown, storage: Storage): TypedCell {
  if (value === null || value === undefined) return null
  const isObject = typeof value === 'object' && !Array.isArray(value)
  switch (storage.type) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => valueIn(item, storage.item)) : null
    case 'map':
      return isObject ? new Map(Object.entries(value).map(([key, one]) => [key, valueIn(one, storage.value)])) : null
    case 'struct':
      return isObject
        ? Object.fromEntries(storage.fields.map(({ name, of }) => [name, valueIn((value as Record<string, unknown>)[name], of)]))
        : null
    case 'int':
      return wholeIn(value, storage)
    case 'float':
      return typeof value === 'number' ? value : null
    case 'bool':
      return typeof value === 'boolean' ? value : null
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

/** Digits that a double can't hold are written as texts in JSON. */
function wholeIn(value: unknown, { bits, signed }: Extract<Storage, { type: 'int' }>): TypedCell {
  if (typeof value === 'string' ? !/^-?\d+$/.test(value) : !Number.isInteger(value)) return null
  const whole = BigInt(value as number | string)
  if ((signed ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole)) !== whole) return null
  return bits === 64 ? whole : Number(whole)
}
