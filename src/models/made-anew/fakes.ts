import type { FakeName } from '../../table/grammar/pattern.js'
import { createDraws, type Draws } from './draws.js'
import type { Sex } from './sex.js'
import { inCase, madeWord } from './words.js'

/** Names of people, places, companies and jobs in the language of a locale. Plain data; every list may be empty. */
export interface FakeLists {
  readonly locale: string
  readonly first: readonly string[]
  readonly last: readonly string[]
  /** Of women and of men, where the language has such names. */
  readonly bySex?: Readonly<Record<Sex, Pick<FakeLists, 'first' | 'last'>>>
  readonly company: readonly string[]
  readonly job: readonly (readonly string[])[]
  readonly street: readonly string[]
  readonly city: readonly string[]
  /** Cities that are nowhere: of each form the lists of which one name each is taken, in a row. */
  readonly town: readonly (readonly (readonly string[])[])[]
  readonly region: readonly string[]
  readonly country: readonly string[]
  /** Of countries, as a table writes them, whose places sound otherwise: null where they have no names. */
  readonly abroad?: Readonly<Record<string, FakeLists | null>>
}

/** What rows say of the entities whose names are made. */
export interface KnownOfEntities {
  /** Most letters of their names. */
  readonly room?: NameRoom
  readonly sexes?: ReadonlyMap<number, Sex>
  /** Names of places in the country of each. */
  readonly homes?: ReadonlyMap<number, FakeLists | null>
  /** Whether cities are to lie nowhere, as rows say where they lie. */
  readonly inventsCities?: boolean
}

/**
 * Makes the names of an entity: those of one person, one company, one place, whatever column they stand in. Later attempts are for names that were too long:
 * an address of mail is then one of the same person in fewer letters, any other name that of somebody else.
 */
export interface Faker {
  (name: FakeName, entity: number, attempt?: number): string
  /** The part of an address of mail before the at sign of somebody whose first name is that of one entity and whose last name that of another. */
  readonly local: (names: PersonNames, entity: number, attempt?: number) => string
}

/** Whose first and whose last name a person has: columns in which names come back give both to several. */
interface PersonNames {
  readonly first: number
  readonly last: number
}

/** Streams of the draws of an entity's names, apart from those of columns. */
const stream = 0x6e616d65
/** So far from each other are the entities of which a row names several. */
export const nextEntity = 2 ** 43
/** Entities beyond those of any run, for attempts. */
const beyond = 2 ** 45

/** Most letters that columns of names have room for: of first names, of last names, of both with a blank between them. */
export interface NameRoom {
  readonly first: number
  readonly last: number
  readonly both: number
}

/** A faker that draws from the lists, and makes words up where there are none. The names fit what is known of an entity. */
export function createFaker(
  lists: FakeLists | null,
  seed: number,
  { room, sexes, homes, inventsCities = false }: KnownOfEntities = {},
): Faker {
  const listsOf = (name: FakeName, entity: number): FakeLists | null => {
    const home = placeNames.has(name) ? (homes?.get(entity) ?? homes?.get(entity % nextEntity)) : undefined
    // A street that is nowhere reads no better for letters that mean nothing.
    return home === undefined || (home === null && name === 'street') ? lists : home
  }
  const draw = (name: FakeName, entity: number, person = entity): string => {
    const draws = createDraws(seed, stream + fakeStreams.indexOf(name), person)
    const from = listsOf(name, entity)
    const known = from ? fromLists(from, name, draws, sexes?.get(entity), inventsCities) : ''
    return known !== '' ? known : madeUp(name, draws)
  }
  const fits = (entity: number, person: number): boolean => {
    const [first, last] = [draw('first', entity, person).length, draw('last', entity, person).length]
    return !room || (first <= room.first && last <= room.last && first + last < room.both)
  }
  const personOf = (entity: number): number => {
    for (let attempt = 0; attempt < mostPersons; attempt++) if (fits(entity, entity + attempt * beyond)) return entity + attempt * beyond
    return entity
  }
  const local = ({ first, last }: PersonNames, entity: number, attempt = 0): string =>
    localPart(
      draw('first', first, personOf(first)),
      draw('last', last, personOf(last)),
      createDraws(seed, stream - 1, personOf(entity)),
      attempt,
    )
  const fake = (name: FakeName, entity: number, attempt = 0): string => {
    if (name === 'local') return local({ first: entity, last: entity }, entity, attempt)
    if (name === 'first' || name === 'last') return draw(name, entity, personOf(entity) + attempt * beyond)
    const shifted = entity + attempt * beyond
    if (name === 'company' && lists && lists.last.length > 0 && lists.company.length > 0) {
      const draws = createDraws(seed, stream - 2, shifted)
      return `${pick(lists.last, draws)} ${pick(lists.company, draws)}`
    }
    return draw(name, entity, shifted)
  }
  return Object.assign(fake, { local })
}

const mostPersons = 200

/** Names that sound otherwise in every country. */
const placeNames: ReadonlySet<FakeName> = new Set(['street', 'city', 'region'])

const fakeStreams: readonly FakeName[] = ['first', 'last', 'local', 'company', 'job', 'street', 'city', 'region', 'country']

function pick(from: readonly string[], { below }: Draws): string {
  return from.length > 0 ? from[below(from.length)] : ''
}

function fromLists(lists: FakeLists, name: FakeName, draws: Draws, sex: Sex | undefined, inventsCities: boolean): string {
  const own = sex && (name === 'first' || name === 'last') ? lists.bySex?.[sex][name] : undefined
  if (own && own.length > 0) return pick(own, draws)
  if (name === 'local' || name === 'company') return ''
  if (name === 'job') return lists.job.map((part) => pick(part, draws)).join(' ')
  if (name === 'city' && inventsCities && lists.town.length > 0)
    return (lists.town[draws.below(lists.town.length)] as readonly string[][]).map((part) => pick(part, draws)).join('')
  return pick(lists[name], draws)
}

const lengths: Readonly<Record<FakeName, readonly [number, number]>> = {
  first: [3, 8],
  last: [4, 10],
  local: [4, 10],
  company: [4, 10],
  job: [5, 10],
  street: [5, 10],
  city: [4, 10],
  region: [5, 10],
  country: [5, 10],
}

function madeUp(name: FakeName, draws: Draws): string {
  const [least, most] = lengths[name]
  const word = (): string => inCase(madeWord(least + draws.below(most - least + 1), draws), 'capital')
  if (name === 'job') return inCase(`${word()} ${word()}`.toLowerCase(), 'capital')
  return word()
}

/** The part of an address before the at sign, in the ways that people choose theirs. */
function localPart(first: string, last: string, draws: Draws, attempt: number): string {
  const plain = (name: string): string => {
    const ascii = name
      .normalize('NFD')
      .replace(/ß/g, 'ss')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
    return ascii === '' ? madeWord(6, draws) : ascii
  }
  const [a, b] = [plain(first), plain(last)]
  const number = draws.below(4) === 0 ? String(1 + draws.below(99)) : ''
  // In fewer letters the same address would soon be had by two: digits tell them apart.
  const digits = String(100 + draws.below(900))
  if (attempt > 0)
    return [`${a[0]}${b}`, `${b}${digits}`, `${a}${digits}`, `${a.slice(0, 3)}${digits}`, `${a[0]}${digits}`][Math.min(attempt, 5) - 1]
  return [`${a}.${b}`, `${a}${b}`, `${a[0]}${b}`, `${a}_${b}`, `${a}.${b}`][draws.below(5)] + number
}
