/** A figure beside what is expected of it. */
export interface Bar {
  readonly what: string
  /** What was measured, in words: `81 ms / 92 ms`. */
  readonly measured: string
  readonly value: number
  readonly limit: number
  readonly sense: 'at most' | 'at least'
  readonly unit?: string
  /** Digits of the value after the point. */
  readonly digits?: number
}

export function isMet({ value, limit, sense }: Bar): boolean {
  return sense === 'at most' ? value <= limit : value >= limit
}

/** Header and cells of a table of bars. */
export const barHeader = ['what', 'measured', 'value', 'bar', 'verdict'] as const

export function barCells(bar: Bar): string[] {
  const { what, measured, value, limit, sense, unit = '', digits = 2 } = bar
  return [what, measured, `${value.toFixed(digits)}${unit}`, `${sense} ${limit}${unit}`, isMet(bar) ? 'met' : 'MISSED']
}
