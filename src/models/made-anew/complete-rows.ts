import { mix } from '../../random/permutation.js'
import { type CodeColumn, type Column, isMissing, isNumberColumn } from '../../table/column.js'
import { type FakeName, parsePattern } from '../../table/grammar/pattern.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import { holdsJson } from '../../table/raw.js'
import type { ColumnSchema, IdSchema, Schema, TextSchema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { nameParts, sentenceParts } from '../loaded-parts.js'
import { createKeyMaker } from '../shell/keys.js'
import { drawnColumn, isMadeAnew } from '../shell/layout.js'
import type { Sampler } from '../shell/sample.js'
import { createDraws, pickWeighted, runningWeights } from './draws.js'
import { createFaker, type FakeLists, type Faker, type NameRoom, nextEntity } from './fakes.js'
import { formsToLearn, keptLevels, lengthsOf } from './learned-levels.js'
import { needsFakes } from './needs-fakes.js'
import { createPatternWriter } from './pattern-writer.js'
import { createGrouping } from './schedule.js'
import type { Sex } from './sex.js'
import { createTextMaker } from './words.js'

/** What the rows at hand are of the run: the unit that each belongs to, and a place that no other row has. */
export interface Numbering {
  readonly unitOf: (row: number) => number
  readonly placeOf: (row: number) => number
}

/** Of each row, whose value stands in a column: rows of one entity have one value. */
type Entities = (row: number) => number

/**
 * All columns of the schema, in its order: keys and texts are made for rows of which a model has drawn the rest. The rows begin where a block of the run
 * does. A pure function of the sampler and the rows.
 */
export function completeRows(sampler: Sampler, rows: Table, numbers: Numbering): Table {
  const { model, seed } = sampler
  const { schema } = model
  const names = needsFakes(schema) ? nameParts.loaded : null
  const sexOf = names?.sexReader(schema, rows) ?? null
  const sexes = new Map<number, Sex>()
  const homeOf = names?.homeReader(schema, rows, sampler.fakes ?? null) ?? null
  const homes = new Map<number, FakeLists | null>()
  const fake = createFaker(sampler.fakes ?? null, seed, {
    room: nameRoom(schema),
    sexes,
    homes,
    inventsCities: names?.saysWhere(schema) ?? false,
  })
  const done = new Map<string, { readonly column: Column; readonly entities: Entities }>()
  const complete = (column: ColumnSchema, waiting: ReadonlySet<string>): { readonly column: Column; readonly entities: Entities } => {
    const known = done.get(column.name)
    if (known) return known
    const link = schema.links?.find(({ to }) => to === column.name)
    const source = link && schema.columns.find(({ name }) => name === link.from)
    // A circle of links is cut where it comes back to a column that waits for this one.
    const behind = new Set([...waiting, column.name])
    const from = source && !waiting.has(source.name) ? complete(source, behind) : null
    const holderOf = (name: 'first' | 'last'): Entities | null => {
      const holder = schema.columns.find((other) => !behind.has(other.name) && isMadeAnew(other) && fakesOf(other).has(name))
      return holder ? complete(holder, behind).entities : null
    }
    const [first, last] = fakesOf(column).has('local') && !from ? [holderOf('first'), holderOf('last')] : [null, null]
    // Addresses are of the streets that another column names, where these come back.
    const named = from || ('groups' in column && column.groups) ? undefined : [...fakesOf(column)].find((name) => name.startsWith('street'))
    const street =
      named && schema.columns.find((other) => other !== column && 'groups' in other && other.groups && fakesOf(other).has(named))
    const streets = street && !behind.has(street.name) ? complete(street, behind).entities : null
    const own = first || last || streets ? ofRowsEntities(fake, numbers, rows.rows, { first, last, streets }) : fake
    const isPerson = sexOf !== null && ['first', 'last', 'local'].some((name) => fakesOf(column).has(name as FakeName))
    const people = isPerson ? { sexOf, sexes } : null
    const places = homeOf ? { homeOf, homes } : null
    const result = completeColumn({ sampler, column, fake: own, numbers, from: from?.entities ?? null, people, places }, rows)
    done.set(column.name, result)
    return result
  }
  return new Table(
    schema.columns.map((column) => complete(column, new Set()).column),
    rows.rows,
  )
}

/** The names that a column made anew holds. */
function fakesOf(column: ColumnSchema): ReadonlySet<string> {
  if (column.kind !== 'text' && column.kind !== 'id') return new Set()
  const patterns = [...(column.kind === 'id' ? [column.pattern] : []), ...(column.forms ?? []).map(({ pattern }) => pattern)]
  const fields = patterns.flatMap((pattern) => parsePattern(pattern))
  return new Set(fields.flatMap((field) => (field.kind === 'fake' ? [field.fake + (field.nth > 1 ? field.nth : '')] : [])))
}

interface Holders {
  readonly first: Entities | null
  readonly last: Entities | null
  readonly streets: Entities | null
}

/** A faker whose addresses of mail, one for each row, are of the people that other columns name in that row, and whose streets are those that they name. */
function ofRowsEntities(fake: Faker, { placeOf }: Numbering, rows: number, { first, last, streets }: Holders): Faker {
  const rowAt = new Map(Array.from({ length: rows }, (_, row) => [placeOf(row), row]))
  const named = (name: FakeName, entity: number, attempt?: number): string => {
    const place = entity % nextEntity
    const row = rowAt.get(place)
    if (row !== undefined && name === 'street' && streets) return fake(name, streets(row) + entity - place, attempt)
    if (name !== 'local' || row === undefined || !(first || last)) return fake(name, entity, attempt)
    return fake.local({ first: first?.(row) ?? entity, last: last?.(row) ?? entity }, entity, attempt)
  }
  return Object.assign(named, { local: fake.local })
}

/** The room for names in the columns that hold them. */
function nameRoom({ columns }: Schema): NameRoom {
  const rooms = { first: 40, last: 40, both: 80 }
  for (const column of columns) {
    if (column.kind !== 'text' || !column.letters) continue
    const fakes = fakesOf(column)
    const name = fakes.has('first') && fakes.has('last') ? 'both' : fakes.has('first') ? 'first' : fakes.has('last') ? 'last' : null
    if (name) rooms[name] = Math.min(rooms[name], column.letters[2])
  }
  return rooms
}

interface Task {
  readonly sampler: Sampler
  readonly column: ColumnSchema
  readonly fake: Faker
  readonly numbers: Numbering
  /** The entities of the column that this one is linked to. */
  readonly from: Entities | null
  /** Of a column of people whose rows say their sex: which that is, and which that of entities is found to be. */
  readonly people: { readonly sexOf: (row: number) => Sex | null; readonly sexes: Map<number, Sex> } | null
  /** Of a table whose rows say their country: the names of places there, and which those of entities are found to be. */
  readonly places: { readonly homeOf: (row: number) => FakeLists | null | undefined; readonly homes: Map<number, FakeLists | null> } | null
}

/** Has the faker know the sex and the country of each entity: those of the first of its rows that says one. */
function tellOfEntities({ people, places }: Task, entities: Entities, rows: number): void {
  for (let row = 0; row < rows && (people || places); row++) {
    const entity = entities(row)
    const sex = people?.sexOf(row)
    if (people && sex && !people.sexes.has(entity)) people.sexes.set(entity, sex)
    const home = places?.homeOf(row)
    if (places && home !== undefined && !places.homes.has(entity)) places.homes.set(entity, home)
  }
}

function completeColumn(task: Task, rows: Table): { column: Column; entities: Entities } {
  const { sampler, column, numbers, from } = task
  const { model, seed } = sampler
  const isSequenceKey = model.provenance.sequences !== undefined && column.name === sequenceKeyOf(model.schema)?.name
  const drawn = rows.has(column.name) && !isSequenceKey ? rows.column(column.name) : null
  const learned = drawn && from ? asFirst(drawn, from) : drawn
  if (!isMadeAnew(column)) {
    const plain = drawnColumn(column, rows)
    return { column: plain, entities: (row) => hashOfCell(plain, row) }
  }
  if (column.kind === 'id') {
    const entities = isSequenceKey ? numbers.unitOf : (from ?? numbers.placeOf)
    tellOfEntities(task, entities, rows.rows)
    const formOf = learned && formsToLearn(column, model.schema).length > 1 ? (row: number) => learned.values[row] : undefined
    return { column: madeColumn(column, rows.rows, learned, [], entities, keysOf(task, formOf)), entities }
  }
  const entities = from ?? groupedEntities(task, learned as CodeColumn | null, rows)
  tellOfEntities(task, entities, rows.rows)
  const make = textMaker(task)
  const kept = keptLevels(column, model.schema)
  const forms = formsToLearn(column, model.schema)
  const shares = runningWeights((lengthsOf(column) ?? (column as TextSchema).forms ?? [{ rows: 1 }]).map(({ rows }) => rows))
  const isChosen = forms.length > 1
  const formOf = (row: number): number =>
    isChosen && learned ? learned.values[row] - kept.length : pickWeighted(shares, createDraws(seed, formStream, entities(row)))
  return { column: madeColumn(column, rows.rows, learned, kept, entities, (entity, row) => make(entity, formOf(row))), entities }
}

/** What was drawn for the first row of each entity, for all of its rows. */
function asFirst(drawn: Column, entities: Entities): Column {
  const firsts = new Map<number, number>()
  const values = drawn.values.map((value, row) => {
    const first = firsts.get(entities(row)) ?? value
    firsts.set(entities(row), first)
    return first
  })
  return { ...drawn, values } as Column
}

const formStream = 5

/** The values of a column, one for each entity and row where a model has not drawn a gap or a value that stays. */
function madeColumn(
  { name, kind }: ColumnSchema,
  rows: number,
  learned: Column | null,
  kept: readonly string[],
  entities: Entities,
  make: (entity: number, row: number) => string,
): CodeColumn {
  const values = new Int32Array(rows)
  const levels: string[] = [...kept]
  const codeOf = new Map<number, number>()
  for (let row = 0; row < rows; row++) {
    if (learned && isMissing(learned, row)) values[row] = -1
    else if (learned && learned.values[row] < kept.length) values[row] = learned.values[row]
    else {
      const entity = entities(row)
      let code = codeOf.get(entity)
      if (code === undefined) {
        code = levels.push(make(entity, row)) - 1
        codeOf.set(entity, code)
      }
      values[row] = code
    }
  }
  return { name, kind: kind as CodeColumn['kind'], levels, values }
}

/** Keys in the forms that a model has drawn, or in proportion to their rows. */
function keysOf({ sampler, column, fake }: Task, formOf?: (row: number) => number): (entity: number, row: number) => string {
  const position = sampler.model.schema.columns.indexOf(column)
  const seed = mix(position, sampler.seed, 0)
  if (!formOf) return createKeyMaker(column as IdSchema, seed, fake)
  const { forms = [], start } = column as IdSchema
  const makers = forms.map(({ pattern }, i) => createKeyMaker({ pattern, start }, mix(i, seed, 7), fake))
  return (entity, row) => makers[formOf(row)](entity)
}

/** Makes the text of an entity in one of the forms. */
function textMaker({ sampler, column, fake }: Task): (entity: number, form: number) => string {
  const { seed, model } = sampler
  const position = model.schema.columns.indexOf(column)
  const { policy, words, letters, forms = [], chain } = column as TextSchema
  if (policy !== 'mask' || forms.length === 0) {
    const lengths = lengthsOf(column) ?? [{ words, letters }]
    const makers = lengths.map((own) =>
      policy === 'markov' && chain && chain.words.length > 0
        ? sentenceParts.loaded.createMarkovMaker(chain, own.letters ?? [1, 200, 1000], seed, position)
        : createTextMaker(own.words, own.letters ?? null, seed, position),
    )
    return (entity, form) => (makers[form] ?? makers[0])(entity)
  }
  const writers = forms.map(({ pattern }) => createPatternWriter(pattern, false))
  // A JSON text that was cut would be none.
  const most = holdsJson(column.storage) ? Number.POSITIVE_INFINITY : (letters?.[2] ?? Number.POSITIVE_INFINITY)
  return (entity, form) => {
    const draws = createDraws(seed, position, entity)
    let text = ''
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      text = writers[form].write({ draws, digit: draws.below, count: entity + 1, entity, attempt, fake })
      if (text.length <= most) return text
    }
    if (column.meaning === 'json') return text.startsWith('[') ? '[]' : '{}'
    // No word is cut but the only one.
    const cut = text.slice(0, most)
    return text[most] === ' ' ? cut : cut.replace(/ [^ ]*$/, '')
  }
}

const mostAttempts = 16

/**
 * Rows that share a value, as many together as in the table: those that a model gave the same form, and the same levels of what they are to share. Without
 * groups each row has a value of its own.
 */
function groupedEntities({ sampler, column, numbers, people }: Task, learned: CodeColumn | null, rows: Table): Entities {
  const { groups = [], within = [] } = column as TextSchema
  if (groups.length === 0) return numbers.placeOf
  const { schema } = sampler.model
  const kept = keptLevels(column, schema).length
  const forms = formsToLearn(column, schema)
  const total = forms.reduce((sum, { rows }) => sum + rows, 0)
  const seed = mix(schema.columns.indexOf(column), sampler.seed, 11)
  const shares = forms.length > 1 ? forms.map(({ rows }) => rows / total) : [1]
  // A name that comes back does so among rows of one sex, and of one city.
  const columns = within.flatMap((name) => (rows.has(name) ? [rows.column(name).values] : []))
  const sharedBy = Array.from({ length: rows.rows }, (_, row) => [people?.sexOf(row), ...columns.map((values) => values[row])].join(' '))
  const counts = new Map<string, number>()
  for (const shared of sharedBy) counts.set(shared, (counts.get(shared) ?? 0) + 1)
  const parts = new Map<string, { readonly grouping: (rank: number) => number; readonly firsts: Map<number, number>; rank: number }>()
  const entities = new Float64Array(rows.rows)
  for (let row = 0; row < rows.rows; row++) {
    const form = learned ? learned.values[row] - kept : 0
    entities[row] = numbers.placeOf(row)
    const share = shares[form]
    if (share === undefined) continue
    const shared = sharedBy[row] as string
    const key = `${form} ${shared}`
    const part = parts.get(key) ?? {
      grouping: createGrouping(groups, (share * (counts.get(shared) as number)) / rows.rows, seed),
      firsts: new Map(),
      rank: 0,
    }
    parts.set(key, part)
    const group = part.grouping(part.rank++)
    const first = part.firsts.get(group)
    if (first === undefined) part.firsts.set(group, entities[row])
    else entities[row] = first
  }
  return (row) => entities[row]
}

/** A number that the value of a cell names. */
function hashOfCell(column: Column, row: number): number {
  const text = isNumberColumn(column) ? String(column.values[row]) : (column.levels[column.values[row]] ?? '')
  let [low, high] = [1, 2]
  for (let i = 0; i < text.length; i++) {
    low = mix(low, text.charCodeAt(i), i)
    high = mix(high, text.charCodeAt(i), i + 1)
  }
  return (high & 0xfffff) * 2 ** 32 + low
}
