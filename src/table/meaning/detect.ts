import { hasLetter } from '../grammar/letters.js'
import { somePlaces } from '../grammar/shared.js'
import { type Meaning, personal } from './meanings.js'
import { columnName, meaningTests } from './tests.js'

export interface MeaningGuess {
  readonly meaning: Meaning
  /** Why, in a few words. */
  readonly reason: string
}

/** Share of the cells that must be of a form; the rest are mistyped or of another country. */
const leastShare = 0.9
/** Distinct texts that are looked at. */
const mostLooked = 2000

/** Most words of a column's name that says what its values are. */
const mostNameWords = 5

/** What these distinct texts mean in the world, by their form and by the name of their column; null where nothing tells. */
export function detectMeaning(name: string, texts: readonly string[], counts: readonly number[]): MeaningGuess | null {
  if (texts.length === 0) return null
  const spaced = spacedName(name)
  // A question asked of people names many things.
  const isShort = spaced.split(/[^A-Za-z\u0080-\uffff]+/, mostNameWords + 3).filter(hasLetter).length <= mostNameWords
  const ownName = columnName(isShort ? spaced : '')
  const looked = sampled(texts, counts)
  const total = looked.reduce((sum, [, count]) => sum + count, 0)
  for (const { meaning, value, together, name: names, by } of meaningTests) {
    const isNamed = names(ownName)
    if (by === 'both' && !isNamed) continue
    let [hits, misses] = [0, 0]
    for (const [text, count] of looked) {
      if (value(text)) hits += count
      else misses += count
      if (misses > (1 - leastShare) * total) break
    }
    if (
      hits >= leastShare * total &&
      (together?.(
        looked.map(([text]) => text),
        spaced,
      ) ??
        true)
    )
      return { meaning, reason: reasonOf(meaning, isNamed ? name : null, by) }
  }
  return separatorIn(looked, total) === null ? null : { meaning: 'list', reason: 'several words in a cell, which come back in others' }
}

/** Whether the name of a column says that it holds postcodes. */
export function saysPostcode(name: string): boolean {
  return meaningTests.some((test) => test.meaning === 'postcode' && test.name(columnName(spacedName(name))))
}

function spacedName(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2')
}

/** Whether numbers of this name and within these bounds are places on the globe. */
export function numberMeaning(name: string, min: number | null, max: number | null): Meaning | null {
  if (min === null || max === null) return null
  const spaced = spacedName(name)
  if (/(^|[^a-z])lat(itude)?($|[^a-z])/i.test(spaced) && min >= -90 && max <= 90) return 'latitude'
  return /(^|[^a-z])(lon|lng|long|longitude)($|[^a-z])/i.test(spaced) && min >= -180 && max <= 180 ? 'longitude' : null
}

function reasonOf(meaning: Meaning, name: string | null, by: 'form' | 'both'): string {
  if (by === 'both') return `${meaningInWords(meaning)} by the column's name, ${name}, and their form`
  return `${meaningInWords(meaning)} by their form${name === null ? '' : ` and the column's name, ${name}`}`
}

/** A meaning in words, as of several values. */
export function meaningInWords(meaning: Meaning): string {
  const known: Partial<Record<Meaning, string>> = {
    ...{ email: 'addresses of mail', url: 'URLs', ipv4: 'IP addresses', ipv6: 'IP addresses', mac: 'MAC addresses', uuid: 'UUIDs' },
    ...{ iban: 'IBANs', card: 'card numbers', isbn: 'ISBNs', ean: 'EAN codes', vin: 'vehicle numbers', ssn: 'social security numbers' },
    ...{ 'full-name': 'names of people', city: 'cities', country: 'countries', company: 'companies', json: 'JSON', currency: 'currencies' },
    ...{ coordinates: 'coordinates', latitude: 'latitudes', longitude: 'longitudes' },
  }
  return known[meaning] ?? `${meaning.replace('-', ' ')}s`
}

function sampled(texts: readonly string[], counts: readonly number[]): [string, number][] {
  return somePlaces(texts, mostLooked).map((i): [string, number] => [texts[i] as string, counts[i] as number])
}

const separators = [';', '|', ', ', ',', '/', ' ; ', ' | '] as const
/** Share of the cells with several items, and how often an item comes back on average. */
const leastLists = 0.2
const itemRepeats = 5
const mostItems = 30
const longestItem = 40

/** What the items of lists in cells are separated by; null where cells are no lists of items that come back. */
export function listSeparator(texts: readonly string[], counts: readonly number[]): string | null {
  const looked = sampled(texts, counts)
  return separatorIn(
    looked,
    looked.reduce((sum, [, count]) => sum + count, 0),
  )
}

function separatorIn(looked: readonly (readonly [string, number])[], total: number): string | null {
  for (const separator of separators) {
    const separated = looked.reduce((sum, [text, count]) => (text.includes(separator) ? sum + count : sum), 0)
    if (separated < leastLists * total) continue
    const items = new Set<string>()
    let [occurrences, isList] = [0, true]
    for (const [text] of looked) {
      const parts = text.split(separator)
      occurrences += parts.length
      if (parts.length > mostItems || parts.some((part) => part.length > longestItem || !hasLetter(part) || part.trim() !== part))
        isList = false
      if (!isList) break
      if (new Set(parts).size < parts.length) isList = false
      for (const part of parts) items.add(part)
    }
    if (isList && occurrences >= itemRepeats * items.size && items.size > 2) return separator
  }
  return null
}

export function isPersonal(meaning: Meaning | undefined): boolean {
  return meaning !== undefined && personal.has(meaning)
}
