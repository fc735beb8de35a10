import { isJson } from '../meaning/tests.js'
import { plainNumberDecimals } from '../raw.js'

/** What a cell is in a column of several types, which holds the texts of all of them: a number, yes or no, JSON, or else a text. */
export type MixedType = 'number' | 'boolean' | 'json' | 'text'

export function mixedType(text: string): MixedType {
  if (text === 'true' || text === 'false') return 'boolean'
  if (plainNumberDecimals(text) >= 0 || /^-?[1-9]\d{15,}$/.test(text)) return 'number'
  if (/^-?\d/.test(text) && Number.isFinite(Number(text)) && String(Number(text)) === text) return 'number'
  return isJson(text) ? 'json' : 'text'
}
