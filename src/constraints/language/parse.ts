import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { call, comparisons, type Expression, type FunctionName, formatColumn, isComparison, namedFunctions } from './expression.js'
import { hintFor, maskStrings, nearest } from './hints.js'
import { resolve } from './resolve.js'
import { type Token, tokensOf } from './tokens.js'

/** Longest text, and deepest nesting of brackets, of an expression. Beyond, it is no condition that somebody has typed. */
const maxLength = 20_000
const maxNesting = 100
/** Deepest tree: a chain of operators is as deep as it is long. */
const maxDepth = 4 * maxNesting

/**
 * The expression that a text like `18 <= age < 65 and oneOf(sex, "F", "X") and not missing(income)` stands for, checked
 * against the schema. `path` is where messages say that it comes from.
 */
export async function parseExpression(text: string, schema: Schema, path = 'where'): Promise<Expression> {
  const parsed = parseSyntax(text, schema, path)
  checkTypes(parsed.expression, schema, parsed)
  return parsed.expression
}

/** An expression whose columns are there, with what messages need of its text. */
export interface Parsed {
  readonly text: string
  readonly path: string
  readonly expression: Expression
  /** Where each part begins in the text, from 0. */
  readonly places: ReadonlyMap<Expression, number>
}

/** The expression that a text stands for; names are checked against the schema, types are not. */
export function parseSyntax(text: string, schema: Schema, path: string): Parsed {
  if (text.trim() === '') throw new ConstraintError(path, 'is empty; write a condition such as age > 60')
  if (text.length > maxLength) {
    throw new ConstraintError(path, `is too long (got ${text.length} characters); write at most ${maxLength}`)
  }
  return new Parser(text, schema, path).parse()
}

/** Throws what `resolve` finds wrong, with the place of the smallest part that is. */
export function checkTypes(expression: Expression, schema: Schema, { path, places }: Parsed): void {
  try {
    resolve(expression, schema)
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    const faulty = faultyPart(expression, schema, error.message)
    const place = places.get(faulty) ?? 0
    throw new ConstraintError(path, `at character ${place + 1}: ${error.problem}`, { cause: error })
  }
}

function faultyPart(expression: Expression, schema: Schema, message: string): Expression {
  const parts = expression.type === 'call' ? expression.operands : []
  const part = parts.find((operand) => messageOf(operand, schema) === message)
  return part ? faultyPart(part, schema, message) : expression
}

function messageOf(expression: Expression, schema: Schema): string | null {
  try {
    resolve(expression, schema)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** What joins two values, each line binding tighter than the one above. */
const binaryLevels: readonly ReadonlySet<string>[] = [['+', '-'], ['*', '/', '%', 'mod'], ['^']].map((signs) => new Set(signs))
const sums = 0
const powers = 2

const allowed = `allowed are columns, numbers, "text", + - * / % ^, ${comparisons.join(' ')}, and, or, not, xor, implies, a ? b : c, col("name") and ${Object.keys(namedFunctions).join(', ')}`

/** What stands for nothing here, in words. */
const meaningless: ReadonlyMap<string, string> = new Map([
  ['.', 'a dot behind a name'],
  ['[', 'a square bracket'],
  [']', 'a square bracket'],
  [';', 'a semicolon'],
  ['{', 'a pair of braces'],
  ['}', 'a pair of braces'],
  [':', 'a colon'],
  [',', 'a comma'],
])

/** Reads tokens from left to right, from what binds loosest to what binds tightest: `a ? b : c`, implies, or, xor, and, not, comparisons, + -, * / %, signs, ^. */
class Parser {
  readonly #text: string
  readonly #masked: string
  readonly #schema: Schema
  readonly #path: string
  readonly #tokens: readonly Token[]
  readonly #places = new Map<Expression, number>()
  readonly #depths = new Map<Expression, number>()
  #at = 0
  #brackets = 0
  #nesting = 0

  constructor(text: string, schema: Schema, path: string) {
    this.#text = text
    this.#masked = maskStrings(text)
    this.#schema = schema
    this.#path = path
    this.#tokens = tokensOf(text)
  }

  parse(): Parsed {
    const expression = this.#conditional()
    if (this.#token.type !== 'end') throw this.#unexpected()
    return { text: this.#text, path: this.#path, expression, places: this.#places }
  }

  get #token(): Token {
    return this.#tokens[this.#at]
  }

  /** Whether the next token is this sign or word, which is then read. */
  #reads(...signs: readonly string[]): boolean {
    const { type, text } = this.#token
    const isIt = (type === 'sign' || type === 'name') && signs.includes(text)
    if (isIt) this.#at++
    return isIt
  }

  #conditional(): Expression {
    return this.#nested(() => {
      const start = this.#token.start
      const condition = this.#implication()
      if (!this.#reads('?')) return condition
      const whenTrue = this.#conditional()
      if (!this.#reads(':')) throw this.#unexpected('a colon is missing')
      return this.#call('if', [condition, whenTrue, this.#conditional()], start)
    })
  }

  #implication(): Expression {
    const start = this.#token.start
    const condition = this.#connected('or')
    if (!this.#reads('implies')) return condition
    const consequence = this.#nested(() => this.#implication())
    return this.#call('implies', [condition, consequence], start)
  }

  /** `a and b and c` is one list, however long. */
  #connected(name: 'or' | 'xor' | 'and'): Expression {
    const start = this.#token.start
    const part = (): Expression => (name === 'and' ? this.#denial() : this.#connected(name === 'or' ? 'xor' : 'and'))
    const parts = [part()]
    while (this.#reads(name)) parts.push(part())
    return parts.length === 1 ? parts[0] : this.#call(name, parts, start)
  }

  #denial(): Expression {
    const start = this.#token.start
    return this.#reads('not') ? this.#nested(() => this.#call('not', [this.#denial()], start)) : this.#comparison()
  }

  /** `18 <= age <= 65` is `18 <= age and age <= 65`. */
  #comparison(): Expression {
    const start = this.#token.start
    const parts = [this.#binary(sums)]
    const links: Expression[] = []
    while (isComparison(this.#token.text as FunctionName) && this.#token.type === 'sign') {
      const name = this.#token.text as FunctionName
      this.#at++
      parts.push(this.#binary(sums))
      links.push(this.#call(name, parts.slice(-2), this.#places.get(parts.at(-2) as Expression) ?? start))
    }
    if (links.length === 0) return parts[0]
    return links.length === 1 ? links[0] : this.#call('and', links, start)
  }

  #binary(level: number): Expression {
    if (level === powers) return this.#signed()
    const start = this.#token.start
    let left = this.#binary(level + 1)
    for (;;) {
      const { text } = this.#token
      if (!binaryLevels[level]?.has(text) || this.#token.type === 'text') return left
      this.#at++
      if (text === '%' && !this.#isOperandAhead()) throw this.#refuse(`a percentage is no value here`)
      left = this.#call(text === 'mod' ? '%' : (text as FunctionName), [left, this.#binary(level + 1)], start)
    }
  }

  #isOperandAhead(): boolean {
    const { type, text } = this.#token
    return type === 'number' || type === 'name' || type === 'text' || ['(', '-', '+'].includes(text)
  }

  #signed(): Expression {
    const start = this.#token.start
    if (this.#reads('-')) return this.#nested(() => this.#call('negate', [this.#signed()], start))
    if (this.#reads('+')) return this.#nested(() => this.#signed())
    const base = this.#primary()
    return this.#reads('^') ? this.#nested(() => this.#call('^', [base, this.#signed()], start)) : base
  }

  #primary(): Expression {
    const token = this.#token
    if (token.type === 'sign' && token.text === '(') return this.#bracketed(() => this.#conditional())
    if (token.type === 'sign' || token.type === 'end') throw this.#unexpected()
    this.#at++
    switch (token.type) {
      case 'number':
        return this.#value(Number(token.text), token)
      case 'text':
        return this.#value(token.text, token)
      default:
        return this.#token.type === 'sign' && this.#token.text === '(' ? this.#function(token) : this.#word(token)
    }
  }

  #value(value: number | string | boolean, token: Token): Expression {
    if (typeof value === 'number' && !Number.isFinite(value)) throw this.#refuse(`${token.text} is no value to compare with`)
    return this.#placed({ type: 'value', value }, token.start)
  }

  /** The name, with what follows it after dots where a column is called so: `orders.shipped`. */
  #dotted(token: Token): Token {
    let [found, text, end] = [token, token.text, token.end]
    for (let at = this.#at; ; at += 2) {
      const [dot, next] = [this.#tokens[at], this.#tokens[at + 1]]
      if (dot?.text !== '.' || dot.start !== end || next?.type !== 'name' || next.start !== dot.end) {
        // Of a table that is there, what isn't one of its columns is named as a whole.
        if (found !== token || end === token.end || !this.#names.some((name) => name.startsWith(`${token.text}.`))) return found
        this.#at = at
        return { ...token, text, end }
      }
      text += `.${next.text}`
      end = next.end
      if (!this.#names.includes(text)) continue
      found = { ...token, text, end }
      this.#at = at + 2
    }
  }

  #word(name: Token): Expression {
    const token = this.#dotted(name)
    const { text, start } = token
    if (this.#names.includes(text)) return this.#placed({ type: 'column', name: text }, start)
    if (text === 'true' || text === 'false') return this.#value(text === 'true', token)
    if (text === 'null')
      throw this.#refuse(`null at character ${start + 1} equals nothing`, 'write missing(column), or not missing(column)')
    return this.#column(text, start)
  }

  get #names(): string[] {
    return this.#schema.columns.map((column) => column.name)
  }

  #column(name: string, start: number): Expression {
    const names = this.#names
    if (names.includes(name)) return this.#placed({ type: 'column', name }, start)
    const like = nearest(name, names).map(formatColumn)
    const quoted = `text goes in quotes: ${JSON.stringify(name)}`
    throw this.#refuse(
      `there is no column ${name} at character ${start + 1}`,
      like.length > 0 ? `did you mean ${like.join(' or ')}? (${quoted})` : `the columns are ${listed(names.map(formatColumn))}; ${quoted}`,
    )
  }

  #function({ text: name, start }: Token): Expression {
    if (name === 'col') return this.#bracketed(() => this.#columnByText())
    if (!Object.hasOwn(namedFunctions, name)) {
      const like = nearest(name, Object.keys(namedFunctions))
      const remedy = like.length > 0 ? `did you mean ${like.join(' or ')}?` : allowed
      throw this.#refuse(`there is no function ${name} at character ${start + 1}`, remedy)
    }
    const known = name as keyof typeof namedFunctions
    const operands = this.#bracketed(() => this.#list(known))
    const [least, most] = namedFunctions[known]
    if (operands.length < least || operands.length > most) {
      const wanted = most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
      throw this.#refuse(
        `${name} at character ${start + 1} takes ${wanted} value${wanted === '1' ? '' : 's'} and was given ${operands.length}`,
        `give it ${wanted}`,
      )
    }
    return this.#call(known, operands, start)
  }

  #columnByText(): Expression {
    const { type, text, start } = this.#token
    if (type === 'text' && this.#tokens[this.#at + 1]?.text === ')') {
      this.#at++
      return this.#column(text, start)
    }
    throw this.#refuse('col takes the name of one column in quotes', 'write col("name")')
  }

  #list(name: string): Expression[] {
    const operands: Expression[] = []
    if (this.#token.text === ')' && this.#token.type === 'sign') return operands
    do {
      const { start } = this.#token
      // After that, no row: as a condition that is never true.
      const isNone = name === 'after' && operands.length === 1 && this.#reads('none')
      operands.push(isNone ? this.#placed({ type: 'value', value: false }, start) : this.#conditional())
    } while (this.#reads(','))
    return operands
  }

  #bracketed<Result>(inner: () => Result): Result {
    this.#at++
    if (++this.#brackets > maxNesting) throw this.#tooDeep()
    const result = inner()
    if (!this.#reads(')')) throw this.#unexpected()
    this.#brackets--
    return result
  }

  #nested<Result>(inner: () => Result): Result {
    if (++this.#nesting > maxDepth) throw this.#tooDeep()
    const result = inner()
    this.#nesting--
    return result
  }

  #call(name: FunctionName, operands: readonly Expression[], start: number): Expression {
    const depth = 1 + Math.max(0, ...operands.map((operand) => this.#depths.get(operand) ?? 0))
    if (depth > maxDepth) throw this.#tooDeep()
    const expression = call(name, ...operands)
    this.#depths.set(expression, depth)
    return this.#placed(expression, start)
  }

  #placed(expression: Expression, start: number): Expression {
    this.#places.set(expression, start)
    return expression
  }

  #tooDeep(): ConstraintError {
    return new ConstraintError(this.#path, `is nested too deeply; write it with at most ${maxNesting} brackets inside one another`)
  }

  /** What is wrong about the next token. */
  #unexpected(missing?: string): ConstraintError {
    const { type, text, start } = this.#token
    const place = ` at character ${start + 1}`
    if (type === 'end') return this.#refuse(`can't be read: ${missing ?? 'something is missing'}${place}`)
    if (text === '#') return this.#refuse(`"#"${place} would start a comment`)
    if (text === '=') return this.#refuse(`a single "="${place} would set a value`, 'write == to compare')
    if (type !== 'sign') return this.#refuse(`two values stand side by side with nothing between${place}`)
    const known = meaningless.get(text)
    if (known) return this.#refuse(`${known}${place} means nothing in a condition`)
    if (text === '"' || text === "'") return this.#refuse(`can't be read: the quote${place} is never closed`)
    if ('()'.includes(text) || this.#isSign(text)) return this.#refuse(`can't be read: ${text}${place} is out of place`)
    return this.#refuse(`the operator ${text}${place} means nothing in a condition`)
  }

  #isSign(text: string): boolean {
    return binaryLevels.some((signs) => signs.has(text)) || isComparison(text as FunctionName) || text === '?'
  }

  #refuse(problem: string, remedy = allowed): ConstraintError {
    const hint = hintFor(this.#masked, this.#schema)
    const advice = remedy === allowed ? hint || allowed : hint && !remedy.includes(hint) ? `${remedy}; ${hint}` : remedy
    return new ConstraintError(this.#path, `${problem} (got ${abbreviate(this.#text.trim())}); ${advice}`)
  }
}

function abbreviate(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}

function listed(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ')
}
