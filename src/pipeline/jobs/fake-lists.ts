import { OptionError } from '../../errors.js'
import type { FakeLists } from '../../models/made-anew/fakes.js'
import { countriesOf } from '../../models/made-anew/places.js'
import type { Schema } from '../../table/schema.js'

export const fakesMissing =
  'Names of people, places and firms are made-up words; on a command line with @faker-js/faker, which is optional (npm install @faker-js/faker), they are as in the world'

/**
 * The lists of names of a locale, out of @faker-js/faker where that is installed, else null; with those of places in each of the countries that rows of the schemas name. Only its lists are
 * used, none of its generators, so that every name depends on our seed and place alone.
 */
export async function loadFakeLists(locale: string, schemas: readonly Schema[] = []): Promise<FakeLists | null> {
  const fakers = await installedFakers()
  if (!fakers) return null
  if (!Object.hasOwn(fakers, locale)) {
    throw new OptionError('locale', `is none of @faker-js/faker's (got ${locale}); it has ${Object.keys(fakers).join(', ')}`)
  }
  const lists = (name: string): FakeLists => {
    const { own, withFallback } = fakers[name] as LocaleData
    return listsOf(name, withFallback, own)
  }
  const own = lists(locale)
  const countries = countriesOf(schemas)
  const abroad = countries.length > 0 ? await abroadFrom(own, countries, lists) : {}
  return { ...own, ...(Object.keys(abroad).length > 0 ? { abroad } : {}) }
}

/** The lists of those names that are of countries. A table in Latin letters has no names in others. */
async function abroadFrom(
  own: FakeLists,
  countries: readonly string[],
  lists: (locale: string) => FakeLists,
): Promise<Readonly<Record<string, FakeLists | null>>> {
  const { localeOfCountry } = await import('./countries.js')
  const isLatin = ({ last }: FakeLists): boolean => /\p{Script=Latin}/u.test(last[0] ?? '')
  const found = countries.flatMap((country): [string, FakeLists | null][] => {
    const locale = localeOfCountry(country, own.locale)
    if (locale === undefined) return []
    const there = locale === null ? null : lists(locale)
    if (there && isLatin(there) === isLatin(own)) return [[country, there]]
    return isLatin(own) ? [[country, null]] : []
  })
  return Object.fromEntries(found)
}

/** What a locale has, and that with what others lend it. */
interface LocaleData {
  readonly own: Definitions
  readonly withFallback: Definitions
}

async function installedFakers(): Promise<Readonly<Record<string, LocaleData>> | null> {
  try {
    const { allFakers, allLocales } = await import('@faker-js/faker')
    const known = Object.entries(allFakers).map(([locale, { definitions }]): [string, LocaleData] => [
      locale,
      { own: ((allLocales as Record<string, unknown>)[locale] ?? {}) as Definitions, withFallback: definitions as Definitions },
    ])
    return Object.fromEntries(known)
  } catch {
    return null
  }
}

type OwnNames = { readonly generic?: readonly string[]; readonly female?: readonly string[]; readonly male?: readonly string[] }
type Names = readonly string[] | OwnNames

interface Definitions {
  readonly person?: Partial<Record<'first_name' | 'last_name', Names>> &
    Partial<Record<'job_descriptor' | 'job_area' | 'job_type', readonly string[]>>
  readonly company?: { readonly legal_entity_type?: readonly string[] }
  readonly location?: Partial<
    Record<
      | 'street_name'
      | 'street_prefix'
      | 'street_suffix'
      | 'street_pattern'
      | 'city_name'
      | 'city_prefix'
      | 'city_infix'
      | 'city_suffix'
      | 'city_pattern'
      | 'state'
      | 'country',
      readonly string[]
    >
  >
}

function listsOf(locale: string, { person = {}, company = {}, location = {} }: Definitions, own: Definitions): FakeLists {
  const [first, last] = [namesOf(person.first_name), namesOf(person.last_name)]
  const joined = (suffixes: readonly string[] = [], glue: string): string[] =>
    suffixes.flatMap((suffix, i) => last.filter((_, j) => j % suffixes.length === i).map((name) => `${name}${glue}${suffix}`))
  const job = [person.job_descriptor, person.job_area, person.job_type].map((part) => part ?? [])
  return {
    locale,
    first,
    last,
    ...bySexOf(person),
    company: company.legal_entity_type ?? [],
    job: job.every((part) => part.length > 0) ? job : [],
    street: streetsOf(own.location ?? {}, last) ?? location.street_name ?? joined(location.street_suffix, ' '),
    city: location.city_name ?? joined(location.city_suffix, ''),
    town: townsOf(locale, { person, location }),
    region: location.state ?? [],
    country: location.country ?? [],
  }
}

/** How a locale that has no form of its own for cities that are nowhere has it. */
const townForms: Readonly<Record<string, string>> = {
  es: 'Villa {{person.last_name}}',
  es_MX: 'Villa {{person.last_name}}',
  fr: 'Saint-{{person.first_name.male}}',
  fr_CH: 'Saint-{{person.first_name.male}}',
  pt_PT: 'Vila {{person.last_name}}',
}

/** Forms of cities that are nowhere, as the locale makes them: of two names at least, none of which is a city's. */
function townsOf(locale: string, { person = {}, location = {} }: Pick<Definitions, 'person' | 'location'>): string[][][] {
  const forms = [...(location.city_pattern ?? []), ...(townForms[locale] ? [townForms[locale]] : [])]
  const people = { first_name: person.first_name, last_name: person.last_name }
  return forms.flatMap((form): string[][][] => {
    const parts = form.split(/(\{\{.*?\}\})/).filter((part) => part !== '')
    if (parts.length < 2 || form.includes('city_name')) return []
    const lists = parts.map((part): readonly string[] => {
      const [, of = '', field = '', sex = 'generic'] = /^\{\{(\w+)\.(\w+)(?:\.(\w+))?\}\}$/.exec(part) ?? []
      if (of === 'location') return location[field as 'city_prefix'] ?? []
      if (of !== 'person') return [part]
      const names = people[field.replace('N', '_n') as keyof typeof people]
      const own = names && sex in names ? namesOf({ [sex]: (names as OwnNames)[sex as 'male'] }) : []
      return own.length > 0 ? own : namesOf(names)
    })
    return lists.every(({ length }) => length > 0) ? [lists as string[][]] : []
  })
}

/** Streets as the locale writes them: Ackerweg, Rue d'Alésia, Calle Mayor, Molenstraat; null where it has none of its own. */
function streetsOf(
  { street_name, street_prefix, street_suffix, street_pattern = [] }: NonNullable<Definitions['location']>,
  last: readonly string[],
) {
  const kinds = street_suffix ?? street_prefix
  const pattern = street_pattern[0] ?? ''
  if (street_name && street_pattern.includes('{{location.street_name}}')) return street_name
  if (street_prefix && street_suffix && /^\{\{location\.street_prefix\}\} \{\{location\.street_suffix\}\}$/.test(pattern))
    return street_suffix.map((name, i) => `${street_prefix[i % street_prefix.length]} ${name}`)
  if (!kinds || !pattern.includes('{{person.')) return null
  const kindFirst = pattern.startsWith('{{location.')
  const glue = pattern.includes('}} {{') ? ' ' : ''
  return last.map((name, i) => {
    const kind = kinds[i % kinds.length] as string
    return kindFirst ? kind + glue + name : name + glue + kind
  })
}

/** The names of women and of men, where first names are told apart. */
function bySexOf({ first_name, last_name }: NonNullable<Definitions['person']>): Pick<FakeLists, 'bySex'> {
  const of = (names: Names | undefined, sex: 'female' | 'male'): string[] =>
    names && sex in names ? namesOf({ [sex]: (names as OwnNames)[sex] }) : []
  const [female, male] = (['female', 'male'] as const).map((sex) => ({ first: of(first_name, sex), last: of(last_name, sex) }))
  return female && male && female.first.length > 0 && male.first.length > 0 ? { bySex: { female, male } } : {}
}

function namesOf(names: Names | undefined): string[] {
  if (!names) return []
  const all =
    'generic' in names || 'female' in names || 'male' in names
      ? [names.female, names.male, names.generic].flatMap((part) => part ?? [])
      : names
  return [...new Set(all as readonly string[])].sort()
}
