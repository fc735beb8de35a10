import * as z from 'zod/mini'
import { joinProblems, SchemaError } from '../errors.js'
import { alphabets, parsePattern } from '../table/grammar/pattern.js'
import type { Meaning } from '../table/meaning/meanings.js'
import type { ColumnInput, ColumnSchema } from '../table/schema.js'
import { parseShape } from '../table/shape/parse-shape.js'
import { type DatabaseSchema, parseDatabaseSchema } from './schema.js'

const names = z.pipe(
  z.union([z.string(), z.array(z.string()).check(z.minLength(1))]),
  z.transform((given) => (typeof given === 'string' ? [given] : given)),
)
const columnWords = z.looseObject({
  sdtype: z.string(),
  regex_format: z.optional(z.string()),
  datetime_format: z.optional(z.string()),
  computer_representation: z.optional(z.string()),
  decimal_places: z.optional(z.number()),
  range_values: z.optional(z.array(z.union([z.string(), z.number(), z.boolean()]))),
  order: z.optional(z.array(z.union([z.string(), z.number()]))),
  pii: z.optional(z.boolean()),
})
const tableWords = z.looseObject({
  columns: z.record(z.string(), columnWords),
  primary_key: z.nullish(names),
  sequence_index: z.nullish(z.string()),
})
const relationship = z.looseObject({
  parent_table_name: z.string(),
  child_table_name: z.string(),
  parent_primary_key: names,
  child_foreign_key: names,
})
const metadata = z.looseObject({ tables: z.record(z.string(), tableWords), relationships: z._default(z.array(relationship), []) })

/** Words of the metadata that say nothing which a schema would have to keep. */
const known = {
  metadata: ['tables', 'relationships', 'METADATA_SPEC_VERSION'],
  table: ['columns', 'primary_key', 'sequence_index', 'METADATA_SPEC_VERSION'],
  column: [
    ...['sdtype', 'regex_format', 'datetime_format', 'computer_representation', 'decimal_places', 'range_values', 'order', 'pii'],
    ...['range_is_nullable', 'range_min', 'range_max', 'high_cardinality'],
  ],
} as const

/** Meanings by the names that SDV has for them, which are those of Faker. */
const meaningOf: Readonly<Record<string, Meaning>> = {
  ...{ email: 'email', phone_number: 'phone', ssn: 'ssn', name: 'full-name', first_name: 'first-name', last_name: 'last-name' },
  ...{ city: 'city', country_code: 'country-code', country: 'country', postcode: 'postcode', street_address: 'street', address: 'street' },
  ...{
    ipv4_address: 'ipv4',
    ipv6_address: 'ipv6',
    mac_address: 'mac',
    iban: 'iban',
    credit_card_number: 'card',
    company: 'company',
    job: 'job',
  },
  ...{
    latitude: 'latitude',
    longitude: 'longitude',
    url: 'url',
    uuid4: 'uuid',
    vin: 'vin',
    administrative_unit: 'region',
  },
}

/**
 * The schema that SDV's metadata of several tables (V1 and V2) say. They name kinds, keys and relations alone: levels and the like are open
 * where they have none, and found in the rows that are read with the schema. `notes` lists what has no place in a schema.
 */
export function fromSdvMetadata(
  value: unknown,
  where = 'metadata',
): { readonly schema: DatabaseSchema; readonly notes: readonly string[] } {
  const parsed = parseShape(metadata, value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'metadata'}: ${issue.message}`)
    throw new SchemaError(where, `is no metadata of several tables as SDV writes them: ${joinProblems(problems)}`)
  }
  const { tables, relationships } = parsed.data
  const notes = [...unknownWords('metadata', parsed.data, known.metadata)]
  const schemas = Object.entries(tables).map(([name, table]) => {
    notes.push(...unknownWords(name, table, known.table))
    const key = table.primary_key ?? []
    const columns = Object.entries(table.columns).map(([column, words]) => {
      notes.push(...unknownWords(`${name}.${column}`, words, known.column))
      return columnOf(column, words, key.length === 1 && key[0] === column)
    })
    return [name, { key, columns, ...(table.sequence_index ? { order: table.sequence_index } : {}) }] as const
  })
  const relations = relationships.map((words) => ({
    child: words.child_table_name,
    columns: words.child_foreign_key,
    parent: words.parent_table_name,
    key: words.parent_primary_key,
    reason: 'from the metadata of SDV',
  }))
  return { schema: parseDatabaseSchema({ tables: Object.fromEntries(schemas), relations }, where), notes }
}

function unknownWords(where: string, value: object, words: readonly string[]): string[] {
  const others = Object.keys(value).filter((word) => !words.includes(word))
  return others.length > 0 ? [`${where}: has no place in a schema and is left out: ${others.join(', ')}`] : []
}

function columnOf(name: string, words: z.infer<typeof columnWords>, isKey: boolean): ColumnInput {
  const { sdtype, regex_format, datetime_format, computer_representation, decimal_places, range_values, order } = words
  const common = { name, nullable: !isKey, ...(isKey ? { role: 'key' as const } : {}) }
  if (isKey || sdtype === 'id') return { ...common, kind: 'id', pattern: patternOf(regex_format) ?? '{n:1}' }
  if (sdtype === 'numerical') {
    const isWhole = decimal_places === 0 || /^U?Int/.test(computer_representation ?? '')
    return isWhole ? { ...common, kind: 'integer' } : { ...common, kind: 'numeric', decimals: decimal_places ?? null }
  }
  if (sdtype === 'datetime') {
    const format = datetime_format ?? '%Y-%m-%d'
    return {
      ...common,
      kind: 'datetime',
      format,
      unit: /%[HIMSsfLpQ]|%[369]f/.test(format) ? (/f|%L/.test(format.replace(/%-?d/g, '')) ? 'us' : 's') : 'day',
    }
  }
  if (sdtype === 'boolean') return { ...common, kind: 'boolean', levels: [] }
  const levels = (order ?? range_values ?? []).map(String)
  if (sdtype === 'categorical') return { ...common, kind: order ? 'ordinal' : 'categorical', levels }
  const meaning = meaningOf[sdtype]
  return { ...common, kind: 'text', ...(meaning ? { meaning } : {}) }
}

/** A pattern of ours for a regular expression of literal text and classes of characters; null for any other. */
function patternOf(regex: string | undefined): string | null {
  if (regex === undefined) return null
  const atom = /\\d|\[[^\]^][^\]]*\]|\\[^\w\s]|[^\\[\](){}.*+?|^$]/
  let pattern = ''
  for (let rest = regex.replace(/^\^|\$$/g, ''); rest !== ''; ) {
    const found = atom.exec(rest)
    if (found?.index !== 0) return null
    rest = rest.slice(found[0].length)
    const times = /^\{(\d+)(?:,(\d+))?\}/.exec(rest)
    if (times) rest = rest.slice(times[0].length)
    const count = times ? (times[2] === undefined ? times[1] : `${times[1]}-${times[2]}`) : '1'
    const [symbol] = found
    if (symbol === '\\d' || symbol === '[0-9]') pattern += `{d:${count}}`
    else if (symbol === '[a-z]') pattern += `{a:${count}}`
    else if (symbol === '[A-Z]') pattern += `{A:${count}}`
    else if (symbol.startsWith('[')) pattern += `{${symbol}:${count}}`
    else if (times?.[2] !== undefined) return null
    else
      pattern += symbol
        .replace(/^\\/, '')
        .repeat(Number(count))
        .replace(/[{}|*\\]/g, '\\$&')
  }
  return pattern
}

/** SDV's metadata (V1) of a database. What they have no word for, such as models, lookups and the writing of numbers, isn't in them. */
export function toSdvMetadata({ tables, relations }: DatabaseSchema): object {
  const isReference = (table: string, column: string): boolean =>
    relations.some(({ child, columns }) => child === table && columns.includes(column)) ||
    relations.some(({ parent, key }) => parent === table && key.includes(column))
  const entries = Object.entries(tables).map(([name, { columns, key, order }]) => {
    const words = columns
      .filter((column) => !('beside' in column && column.beside !== undefined))
      .map((column) => [column.name, sdvColumn(column, key.includes(column.name) || isReference(name, column.name))] as const)
    return [
      name,
      {
        ...(key.length > 0 ? { primary_key: one(key) } : {}),
        ...(order ? { sequence_index: order } : {}),
        columns: Object.fromEntries(words),
      },
    ] as const
  })
  return {
    METADATA_SPEC_VERSION: 'V1',
    tables: Object.fromEntries(entries),
    relationships: relations.map(({ child, columns, parent, key }) => ({
      parent_table_name: parent,
      child_table_name: child,
      parent_primary_key: one(key),
      child_foreign_key: one(columns),
    })),
  }
}

function one(columns: readonly string[]): string | readonly string[] {
  return columns.length === 1 ? columns[0] : columns
}

function sdvColumn(column: ColumnSchema, isKey: boolean): object {
  if (isKey || column.kind === 'id') {
    const regex = column.kind === 'id' && !column.forms ? regexOf(column.pattern) : null
    return { sdtype: 'id', ...(regex === null ? {} : { regex_format: regex }) }
  }
  switch (column.kind) {
    case 'numeric':
      return { sdtype: 'numerical' }
    case 'integer':
      return { sdtype: 'numerical', computer_representation: 'Int64' }
    case 'datetime':
      return /^(duration|epoch)/.test(column.format)
        ? { sdtype: 'numerical' }
        : { sdtype: 'datetime', datetime_format: column.format.replace(/%3f|%6f|%9f/g, '%f') }
    case 'boolean':
      return { sdtype: 'boolean' }
    case 'text': {
      const sdtype = Object.entries(meaningOf).find(([, meaning]) => meaning === column.meaning)?.[0]
      return column.meaning !== undefined && sdtype ? { sdtype, pii: true } : { sdtype: 'unknown', pii: true }
    }
    default:
      return { sdtype: 'categorical', ...(column.kind === 'ordinal' ? { order: column.levels } : {}) }
  }
}

/** The regular expression of a pattern of literal text, digits and letters; null for any other. */
function regexOf(pattern: string): string | null {
  const parts = parsePattern(pattern).map((field): string | null => {
    if (field.kind === 'literal') return field.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    if (field.kind === 'counter') return field.width > 1 ? `[0-9]{${field.width}}` : '[1-9][0-9]{0,17}'
    if (field.kind !== 'characters') return null
    const letters = field.alphabet.join('')
    const name = Object.entries(alphabets).find(([, alphabet]) => alphabet === letters)?.[0]
    const set = { d: '[0-9]', a: '[a-z]', A: '[A-Z]', x: '[0-9a-f]', X: '[0-9A-F]' }[name ?? '']
    return set === undefined ? null : `${set}{${field.least === field.most ? field.least : `${field.least},${field.most}`}}`
  })
  return parts.includes(null) ? null : parts.join('')
}
