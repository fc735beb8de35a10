import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { compileNumber, compilePredicate } from '../compile.js'
import type { Expression } from './expression.js'
import { nearest } from './hints.js'
import { parseExpression } from './parse.js'
import { type Token, tokensOf } from './tokens.js'

/** Statistics of rows that can be wanted, with the expressions that each takes. */
const statistics = {
  mean: ['number'],
  share: ['condition'],
  variance: ['number'],
  sd: ['number'],
  median: ['number'],
  quantile: ['number', 'literal'],
  correlation: ['number', 'number'],
} as const
type StatisticName = keyof typeof statistics

/** What a statistic of the rows should be: `mean(income where sex == "F") == 30000`. */
export interface Target {
  readonly text: string
  readonly statistic: StatisticName
  readonly operands: readonly Expression[]
  /** Of a quantile: how much of the rows lies below. */
  readonly level: number
  /** Rows that count; all without. */
  readonly where?: Expression
  readonly value: number
}

/** The target that a text stands for, checked against the schema. Throws a ConstraintError that says where the fault is. */
export async function parseTarget(text: string, schema: Schema): Promise<Target> {
  const tokens = tokensOf(text)
  const [name, open] = tokens as [Token, Token?]
  if (name.type !== 'name' || !Object.hasOwn(statistics, name.text)) {
    const like = name.type === 'name' ? nearest(name.text, Object.keys(statistics)) : []
    const remedy = like.length > 0 ? `did you mean ${like.join(' or ')}?` : `write one of ${Object.keys(statistics).join(', ')}`
    throw fault(text, name, `a target begins with a statistic; ${remedy}, as in mean(age where sex == "F") == 45`)
  }
  if (open?.text !== '(') throw fault(text, open ?? name, `${name.text} takes what it is of in brackets: ${name.text}(age) == 45`)
  const close = matching(tokens)
  if (close < 0) throw fault(text, open, 'this bracket is never closed; close it with )')
  const statistic = name.text as StatisticName
  const { parts, where } = partsOf(tokens.slice(2, close), tokens[close])
  const kinds = statistics[statistic]
  if (parts.length !== kinds.length) {
    throw fault(text, open, `${statistic} takes ${kinds.length} value${kinds.length > 1 ? 's' : ''} and was given ${parts.length}`)
  }
  const operands: Expression[] = []
  let level = 0.5
  for (const [i, part] of parts.entries()) {
    if (kinds[i] === 'literal') level = levelOf(text, part)
    else operands.push(await expressionAt(text, part, schema, kinds[i]))
  }
  return {
    ...{ text, statistic, operands, level, value: wantedValue(text, tokens.slice(close + 1)) },
    ...(where && { where: await expressionAt(text, where, schema, 'condition') }),
  }
}

/** A piece of the text, from 0; the end is not in it. */
interface Part {
  readonly start: number
  readonly end: number
}

function fault(text: string, { start }: Pick<Token, 'start'>, problem: string): ConstraintError {
  return new ConstraintError('target', `at character ${start + 1} of ${text}: ${problem}`)
}

/** The token that closes the bracket that is token 1; -1 where none does. */
function matching(tokens: readonly Token[]): number {
  let depth = 0
  for (let i = 1; i < tokens.length; i++) {
    const { type, text } = tokens[i]
    if (type !== 'sign') continue
    if (text === '(') depth++
    if (text === ')' && --depth === 0) return i
  }
  return -1
}

/** What stands between commas, and behind `where`. */
function partsOf(tokens: readonly Token[], close: Token): { readonly parts: readonly Part[]; readonly where?: Part } {
  const parts: Part[] = []
  let depth = 0
  let start = tokens[0]?.start ?? close.start
  for (const token of tokens) {
    if (token.type === 'sign' && token.text === '(') depth++
    if (token.type === 'sign' && token.text === ')') depth--
    if (depth > 0) continue
    if (token.type === 'sign' && token.text === ',') {
      parts.push({ start, end: token.start })
      start = token.end
    }
    if (token.type === 'name' && token.text === 'where') {
      return { parts: [...parts, { start, end: token.start }], where: { start: token.end, end: close.start } }
    }
  }
  return { parts: [...parts, { start, end: close.start }] }
}

/** The expression in a part of the text, of which messages name places in the whole. */
async function expressionAt(text: string, { start, end }: Part, schema: Schema, kind: 'number' | 'condition'): Promise<Expression> {
  const expression = await parseExpression(' '.repeat(start) + text.slice(start, end), schema, 'target')
  if (kind === 'number') compileNumber(expression, schema)
  else compilePredicate(expression, schema)
  return expression
}

function levelOf(text: string, part: Part): number {
  const level = Number(text.slice(part.start, part.end))
  if (level > 0 && level < 1) return level
  throw fault(text, part, 'a quantile is given by a number between 0 and 1, as in quantile(income, 0.9) == 80000')
}

function wantedValue(text: string, tokens: readonly Token[]): number {
  const [sign, ...rest] = tokens as [Token, ...Token[]]
  if (sign.text !== '==') throw fault(text, sign, 'a target says what a statistic equals: write == and a number behind the bracket')
  const negative = rest[0]?.text === '-'
  const [number, end] = (negative ? rest.slice(1) : rest) as [Token, Token?]
  if (number.type !== 'number' || end?.type !== 'end') throw fault(text, number, 'a target equals one number')
  return negative ? -Number(number.text) : Number(number.text)
}

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
