import { ConstraintError } from '../../errors.js'
import { type Token, tokensOf } from './tokens.js'

/** `q(0.999)` in a condition such as `amount > q(0.999)`: what so much of a column lies below. */
export interface TailQuantile {
  readonly column: string
  readonly level: number
  /** Place in the text. */
  readonly start: number
  readonly end: number
}

const comparisons = new Set(['<', '<=', '>', '>=', '==', '!='])

/** The quantiles in a condition, each of the column that it is compared with. */
export function quantilesIn(text: string): TailQuantile[] {
  const tokens = tokensOf(text)
  const found: TailQuantile[] = []
  tokens.forEach((token, i) => {
    if (token.type !== 'name' || token.text !== 'q' || tokens[i + 1]?.text !== '(') return
    const [number, close] = [tokens[i + 2], tokens[i + 3]]
    const level = number?.type === 'number' ? Number(number.text) : Number.NaN
    if (!(level > 0 && level < 1) || close?.text !== ')') {
      throw new ConstraintError(
        'tail',
        `at character ${token.start + 1} of ${text}: q takes a number between 0 and 1, as in amount > q(0.999)`,
      )
    }
    const column = columnBefore(tokens, i) ?? columnAfter(tokens, i + 3)
    if (column === null) {
      throw new ConstraintError('tail', `at character ${token.start + 1} of ${text}: q is compared with a column, as in amount > q(0.999)`)
    }
    found.push({ column, level, start: token.start, end: close.end })
  })
  if (found.length === 0) throw new ConstraintError('tail', `${text} names no quantile; write it as amount > q(0.999), or use --where`)
  return found
}

/** The column before the comparison that ends before token i. */
function columnBefore(tokens: readonly Token[], i: number): string | null {
  if (!comparisons.has(tokens[i - 1]?.text ?? '')) return null
  const last = tokens[i - 2]
  if (last?.type === 'name') return last.text
  const [name, open, text] = [tokens[i - 5], tokens[i - 4], tokens[i - 3]]
  return last?.text === ')' && name?.text === 'col' && open?.text === '(' && text?.type === 'text' ? text.text : null
}

/** The column behind the comparison that follows token i. */
function columnAfter(tokens: readonly Token[], i: number): string | null {
  if (!comparisons.has(tokens[i + 1]?.text ?? '')) return null
  const first = tokens[i + 2]
  if (first?.type !== 'name') return null
  return first.text === 'col' && tokens[i + 3]?.text === '(' && tokens[i + 4]?.type === 'text' ? tokens[i + 4].text : first.text
}
