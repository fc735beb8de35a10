import { type Form, inferForms } from '../grammar/forms.js'
import { escapeLiteral, optionsText } from '../grammar/pattern.js'
import { fewestShared, tallied } from '../grammar/shared.js'

/** Share of the rows whose value of a part others have, from which on the part is one of these. */
const mostlyShared = 0.8
/** Most forms of URLs that are written in many ways; the rarest are left out. */
const mostForms = 30

/** What stands in a column, a part of it or its rows, and how often. */
type Counted = readonly (readonly [text: string, rows: number])[]

/** Forms of URLs, part by part; null where too few rows share a host. URLs of one shape, as those of a shop's pictures, are told apart by how they look. */
export function urlForms(texts: readonly string[], counts: readonly number[]): Form[] | null {
  const urls = texts.map((text, i) => parts(text, counts[i] as number))
  const isOneShape = new Set(urls.map(({ path, query }) => [path.length, ...query.map(([key]) => key)].join(' '))).size === 1
  return (isOneShape ? formsByLooks(urls) : null) ?? formsByParts(urls)
}

function formsByLooks(urls: readonly Url[]): Form[] | null {
  const forms = sharedOf(urls.map(({ text, rows }) => [schemeOf(text), rows])).map(([scheme]) => {
    const own = urls.filter(({ text }) => schemeOf(text) === scheme)
    const rest = inferForms(
      own.map(({ text }) => text.slice(scheme.length)),
      own.map(({ rows }) => rows),
    )
    return rest?.map(({ pattern, rows }) => ({ pattern: escapeLiteral(scheme) + pattern, rows })) ?? null
  })
  return forms.length > 0 && forms.every((own) => own !== null) ? forms.flat() : null
}

function schemeOf(url: string): string {
  return /^[a-z]+:\/\//i.exec(url)?.[0] ?? ''
}

interface Url {
  readonly text: string
  readonly rows: number
  readonly origin: string
  readonly path: readonly string[]
  readonly query: readonly (readonly [key: string, value: string])[]
  readonly fragment: string | undefined
}

/** A form for each number of steps in a path and names of a query that enough rows have. */
function formsByParts(urls: readonly Url[]): Form[] | null {
  const origins = sharedOf(urls.map(({ origin, rows }) => [origin, rows]))
  if (origins.length === 0) return null
  const known = new Set(origins.map(([origin]) => origin))
  const shapes = new Map<string, Url[]>()
  for (const url of urls) {
    const shape = [
      known.has(url.origin),
      url.path.length,
      url.path.at(-1) === '',
      url.fragment !== undefined,
      ...url.query.map(([key]) => key),
    ].join(' ')
    const alike = shapes.get(shape)
    if (alike) alike.push(url)
    else shapes.set(shape, [url])
  }
  // Names of folders and of products stand at any depth.
  const steps = sharedOf(urls.flatMap(({ path, rows }) => path.flatMap((step): [string, number][] => (step === '' ? [] : [[step, rows]]))))
  const rowsOf = (all: readonly Url[]): number => all.reduce((sum, { rows }) => sum + rows, 0)
  const shared = [...shapes]
    .filter(([, all]) => rowsOf(all) >= fewestShared)
    .sort(([a, x], [b, y]) => rowsOf(y) - rowsOf(x) || (a < b ? -1 : 1))
  if (shared.length === 0) return [{ pattern: `${oneOf(origins)}/{w:4-10}`, rows: rowsOf(urls) }]
  return shared.slice(0, mostForms).map(([, all]) => {
    const field = (of: (url: Url) => string, known: Counted = []): string =>
      partField(
        all.map((url) => [of(url), url.rows]),
        known,
      )
    const [{ path, query, fragment }] = all as [Url]
    const own = sharedOf(all.map(({ origin, rows }) => [origin, rows]))
    const written = [
      oneOf(own.length > 0 ? own : origins),
      ...path.map((_, i) => `/${field((url) => url.path[i] as string, steps)}`),
      ...query.map(([key], i) => `${i === 0 ? '?' : '&'}${escapeLiteral(key)}=${field((url) => url.query[i]?.[1] as string)}`),
      ...(fragment === undefined ? [] : [`#${field((url) => url.fragment as string)}`]),
    ]
    return { pattern: written.join(''), rows: rowsOf(all) }
  })
}

function parts(text: string, rows: number): Url {
  const [, origin = '', path = '', query = '', fragment] = /^([a-z]+:\/\/[^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text) ?? [
    text,
    text,
  ]
  const asked =
    query === ''
      ? []
      : query.split('&').map((pair): [string, string] => [pair.split('=', 1)[0] as string, pair.slice(pair.indexOf('=') + 1)])
  return { text, rows, origin, path: path.split('/').slice(1), query: asked, fragment }
}

/** One of the values that enough rows have, here or wherever else they are known from, if that is most of them; else made-up digits or letters with the ending that most have. */
function partField(values: Counted, known: Counted): string {
  const rows = values.reduce((sum, [, count]) => sum + count, 0)
  const isMostly = (all: Counted): boolean => all.reduce((sum, [, count]) => sum + count, 0) >= mostlyShared * rows
  const shared = sharedOf(values)
  if (isMostly(shared)) return oneOf(shared)
  const elsewhere = new Set(known.map(([text]) => text))
  if (isMostly(values.filter(([text]) => elsewhere.has(text)))) return oneOf(known)
  const [form, ...others] =
    inferForms(
      values.map(([text]) => text),
      values.map(([, count]) => count),
    ) ?? []
  if (form && others.length === 0) return form.pattern
  const endings = sharedOf(values.map(([text, count]) => [/\.[a-z]{2,4}\d?$/i.exec(text)?.[0] ?? '', count]))
  const ending = isMostly(endings) ? oneOf(endings) : ''
  const areNumbers = isMostly(values.filter(([text]) => /^\d+(?:\.[a-z]{2,4}\d?)?$/i.test(text)))
  return (areNumbers ? '{d:1-6}' : '{w:3-10}') + ending
}

function sharedOf(values: Counted): [string, number][] {
  return [...tallied(values.map(([text, rows]): [string, number] => [text, rows]))]
    .filter(([, rows]) => rows >= fewestShared)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function oneOf(shared: Counted): string {
  const [first] = shared
  return shared.length === 1 && first ? escapeLiteral(first[0]) : `{${optionsText(shared.map(([text, weight]) => ({ text, weight })))}}`
}
