import { OptionError } from '../../errors.js'
import type { FakeLists } from '../../models/made-anew/fakes.js'
import { parsePattern } from '../../table/grammar/pattern.js'
import type { Schema } from '../../table/schema.js'

/** Whether some column is made anew with names of people, places or firms. */
export function needsFakes({ columns }: Schema): boolean {
  const patterns = columns.flatMap((column) =>
    column.kind === 'id'
      ? [column.pattern, ...(column.forms ?? []).map(({ pattern }) => pattern)]
      : column.kind === 'text'
        ? (column.forms ?? []).map(({ pattern }) => pattern)
        : [],
  )
  return patterns.some((pattern) => parsePattern(pattern).some(({ kind }) => kind === 'fake'))
}

export const fakesMissing =
  'Names of people, places and firms are made-up words; install @faker-js/faker, which is optional, for names as they are in the world: npm install @faker-js/faker'

/**
 * The lists of names of a locale, out of @faker-js/faker where that is installed, else null. Only its lists are used, none of its generators, so that
 * every name depends on our seed and place alone.
 */
export async function loadFakeLists(locale: string): Promise<FakeLists | null> {
  const fakers = await installedFakers()
  if (!fakers) return null
  if (!Object.hasOwn(fakers, locale)) {
    throw new OptionError('locale', `is none of @faker-js/faker's (got ${locale}); it has ${Object.keys(fakers).join(', ')}`)
  }
  return listsOf(locale, (fakers[locale] as { definitions: Definitions }).definitions)
}

async function installedFakers(): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const { allFakers } = await import('@faker-js/faker')
    return allFakers
  } catch {
    return null
  }
}

type Names =
  | readonly string[]
  | { readonly generic?: readonly string[]; readonly female?: readonly string[]; readonly male?: readonly string[] }

interface Definitions {
  readonly person?: Partial<Record<'first_name' | 'last_name', Names>> &
    Partial<Record<'job_descriptor' | 'job_area' | 'job_type', readonly string[]>>
  readonly company?: { readonly legal_entity_type?: readonly string[] }
  readonly location?: Partial<
    Record<'street_name' | 'street_suffix' | 'city_name' | 'city_suffix' | 'state' | 'country', readonly string[]>
  >
}

function listsOf(locale: string, { person = {}, company = {}, location = {} }: Definitions): FakeLists {
  const [first, last] = [namesOf(person.first_name), namesOf(person.last_name)]
  const joined = (suffixes: readonly string[] = [], glue: string): string[] =>
    suffixes.flatMap((suffix, i) => last.filter((_, j) => j % suffixes.length === i).map((name) => `${name}${glue}${suffix}`))
  const job = [person.job_descriptor, person.job_area, person.job_type].map((part) => part ?? [])
  return {
    locale,
    first,
    last,
    company: company.legal_entity_type ?? [],
    job: job.every((part) => part.length > 0) ? job : [],
    street: location.street_name ?? joined(location.street_suffix, ' '),
    city: location.city_name ?? joined(location.city_suffix, ''),
    region: location.state ?? [],
    country: location.country ?? [],
  }
}

function namesOf(names: Names | undefined): string[] {
  if (!names) return []
  const all =
    'generic' in names || 'female' in names || 'male' in names
      ? [names.female, names.male, names.generic].flatMap((part) => part ?? [])
      : names
  return [...new Set(all as readonly string[])].sort()
}
