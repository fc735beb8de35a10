import type { SqlDialect } from './dialects.js'

/** A whole number or a text as it stands in SQL. */
export type Literal = string

/** `case` over ascending bounds: the code of the first one that the expression isn't above; nested, so that few are compared. */
export function boundsCase(expression: string, bounds: readonly Literal[], codes: ArrayLike<number>): string {
  const nest = (low: number, high: number): string => {
    if (low >= high) return String(codes[low] ?? 0)
    const middle = (low + high) >> 1
    return `case when ${expression} <= ${bounds[middle]} then ${nest(low, middle)} else ${nest(middle + 1, high)} end`
  }
  return nest(0, bounds.length - 1)
}

/** `case` over values, in whatever order an engine named them; what is none of them has the last code. */
export function valuesCase(expression: string, values: readonly Literal[], codes: ArrayLike<number>, otherwise: number): string {
  // One list for each code.
  const byCode = new Map<number, Literal[]>()
  values.forEach((value, i) => {
    const code = codes[i]
    if (code === otherwise) return
    const list = byCode.get(code) ?? []
    list.push(value)
    byCode.set(code, list)
  })
  if (byCode.size === 0) return String(otherwise)
  const cases = [...byCode]
    .sort(([a], [b]) => a - b)
    .map(([code, list]) => `when ${expression} ${list.length === 1 ? `= ${list[0]}` : `in (${list.sort().join(', ')})`} then ${code}`)
  return `case ${cases.join(' ')} else ${otherwise} end`
}

/** `case` over codes from 0 on: what stands for each of them. Runs of one value are one step. */
export function scoreCase(expression: string, values: ArrayLike<number>): string {
  const ends = Array.from({ length: values.length }, (_, code) => code).filter((code) => values[code] !== values[code + 1])
  return boundsCase(
    expression,
    ends.map(String),
    ends.map((code) => values[code]),
  )
}

/** A whole number over another one, rounded down: exact up to 2^52. Engines differ in how they divide whole numbers. */
export function floorOf(expression: string, by: number, { types }: SqlDialect): string {
  return `cast(floor(cast(${expression} as ${types.double}) / ${by}) as ${types.bigint})`
}

/** The narrowest type for codes up to this one, and the number after it. */
export function narrowest(code: number): string {
  return code < 127 ? 'tinyint' : code < 32_767 ? 'smallint' : 'int'
}
