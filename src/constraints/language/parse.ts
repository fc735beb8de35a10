import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { type Comparison, call, comparisons, type Expression, type FunctionName, formatColumn, namedFunctions } from './expression.js'
import { hintFor, maskStrings, placeOf } from './hints.js'
import { nearest } from './nearest.js'
import { resolve } from './resolve.js'

/** Where messages say that a condition comes from. */
const path = 'where'

/** Longest text, and deepest nesting of brackets, of an expression. Beyond, it is no condition that somebody has typed. */
const maxLength = 20_000
const maxNesting = 100

/**
 * The expression that a text like `18 <= age < 65 and oneOf(sex, "F", "X") and not missing(income)` stands for, checked
 * against the schema. Only the syntax comes from mathjs; nothing of the text is ever evaluated by it.
 */
export async function parseExpression(text: string, schema: Schema): Promise<Expression> {
  checkSize(text)
  const masked = maskStrings(text)
  checkNesting(masked)
  const comment = masked.indexOf('#')
  if (comment >= 0) throw refusal(text, masked, schema, `"#" at character ${comment + 1} would start a comment`)
  const { parse } = await import('mathjs/number')
  let node: ParsedNode
  try {
    node = (parse as (text: string) => unknown)(text.replace(/[\r\n]/g, ' ')) as ParsedNode
  } catch (error) {
    // A RangeError is the parser's stack overflowing on text such as a thousand minus signs.
    if (error instanceof RangeError) throw tooDeep()
    throw refusal(text, masked, schema, `can't be read: ${(error as Error).message.replace(/\(char (\d+)\)/, 'at character $1')}`)
  }
  const expression = new Converter(text, masked, schema).convert(node, 0)
  resolve(expression, schema)
  return expression
}

function checkSize(text: string): void {
  if (text.trim() === '') throw new ConstraintError(path, 'is empty; write a condition such as age > 60')
  if (text.length > maxLength) {
    throw new ConstraintError(path, `is too long (got ${text.length} characters); write at most ${maxLength}`)
  }
}

function checkNesting(masked: string): void {
  let depth = 0
  for (const character of masked) {
    if (character === '(' || character === '[' || character === '{') depth++
    else if (character === ')' || character === ']' || character === '}') depth--
    if (depth > maxNesting) throw tooDeep()
  }
}

function tooDeep(): ConstraintError {
  return new ConstraintError(path, `is nested too deeply; write it with at most ${maxNesting} brackets inside one another`)
}

function refusal(text: string, masked: string, schema: Schema, problem: string): ConstraintError {
  const hint = hintFor(masked, schema)
  return new ConstraintError(path, `${problem} (got ${abbreviate(text)})${hint ? `; ${hint}` : ''}`)
}

function abbreviate(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}

/** What we read of the nodes that mathjs makes. */
interface ParsedNode {
  readonly type: string
  readonly name?: string
  readonly value?: unknown
  readonly op?: string
  readonly fn?: string | ParsedNode
  readonly args?: readonly ParsedNode[]
  readonly implicit?: boolean
  readonly isPercentage?: boolean
  readonly content?: ParsedNode
  readonly conditionals?: readonly string[]
  readonly params?: readonly ParsedNode[]
  readonly condition?: ParsedNode
  readonly trueExpr?: ParsedNode
  readonly falseExpr?: ParsedNode
}

/** Operators by the name that mathjs gives them. Everything that isn't here is refused. */
const operatorNames: ReadonlyMap<string, FunctionName> = new Map([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['divide', '/'],
  ['mod', '%'],
  ['pow', '^'],
  ['unaryMinus', 'negate'],
  ['and', 'and'],
  ['or', 'or'],
  ['xor', 'xor'],
  ['not', 'not'],
  ['equal', '=='],
  ['unequal', '!='],
  ['smaller', '<'],
  ['smallerEq', '<='],
  ['larger', '>'],
  ['largerEq', '>='],
])

const allowed = `allowed are columns, numbers, "text", + - * / % ^, ${comparisons.join(' ')}, and, or, not, xor, a ? b : c, col("name") and ${Object.keys(namedFunctions).join(', ')}`

/** Turns the nodes of mathjs into ours; refuses all that isn't on the list. */
class Converter {
  readonly #text: string
  readonly #masked: string
  readonly #schema: Schema

  constructor(text: string, masked: string, schema: Schema) {
    this.#text = text
    this.#masked = masked
    this.#schema = schema
  }

  convert(node: ParsedNode, depth: number): Expression {
    if (depth > 4 * maxNesting) throw tooDeep()
    switch (node.type) {
      case 'ParenthesisNode':
        return this.convert(node.content as ParsedNode, depth + 1)
      case 'ConstantNode':
        return this.#constant(node.value)
      case 'SymbolNode':
        return this.#column(node.name as string)
      case 'OperatorNode':
        return this.#operator(node, depth + 1)
      case 'RelationalNode':
        return this.#chain(node, depth + 1)
      case 'ConditionalNode':
        return call('if', ...[node.condition, node.trueExpr, node.falseExpr].map((part) => this.convert(part as ParsedNode, depth + 1)))
      case 'FunctionNode':
        return this.#function(node, depth + 1)
      case 'AssignmentNode':
      case 'FunctionAssignmentNode':
        throw this.#refuse(`a single "="${placeOf(this.#masked, /(?<![<>=!])=(?!=)/)} would set a value`, 'write == to compare')
      default:
        throw this.#refuse(`${unknownSyntax.get(node.type) ?? 'this'}${placeOf(this.#masked, /[[\]{};:.]/)} means nothing in a condition`)
    }
  }

  #refuse(problem: string, remedy = allowed): ConstraintError {
    const hint = hintFor(this.#masked, this.#schema)
    const advice = remedy === allowed ? hint || allowed : hint && !remedy.includes(hint) ? `${remedy}; ${hint}` : remedy
    return new ConstraintError(path, `${problem} (got ${abbreviate(this.#text)}); ${advice}`)
  }

  #constant(value: unknown): Expression {
    if (typeof value === 'string' || typeof value === 'boolean') return { type: 'value', value }
    if (typeof value === 'number' && Number.isFinite(value)) return { type: 'value', value }
    if (value === null) {
      throw this.#refuse(`null${placeOf(this.#masked, /\bnull\b/)} equals nothing`, 'write missing(column), or not missing(column)')
    }
    throw this.#refuse(`${value === undefined ? 'an empty part' : String(value)} is no value to compare with`)
  }

  #column(name: string): Expression {
    const names = this.#schema.columns.map((column) => column.name)
    if (names.includes(name)) return { type: 'column', name }
    const like = nearest(name, names).map(formatColumn)
    const place = placeOf(this.#masked, new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(name)}(?![\\p{L}\\p{N}_])`, 'u'))
    const quoted = `text goes in quotes: ${JSON.stringify(name)}`
    throw this.#refuse(
      `there is no column ${name}${place}`,
      like.length > 0 ? `did you mean ${like.join(' or ')}? (${quoted})` : `the columns are ${listed(names.map(formatColumn))}; ${quoted}`,
    )
  }

  #operator(node: ParsedNode, depth: number): Expression {
    const operands = node.args as readonly ParsedNode[]
    if (node.implicit || node.isPercentage) {
      throw this.#refuse(node.implicit ? 'two values stand side by side with nothing between' : 'a percentage is no value here')
    }
    if (node.fn === 'unaryPlus') return this.convert(operands[0] as ParsedNode, depth)
    const name = operatorNames.get(node.fn as string)
    if (!name) throw this.#refuse(`the operator ${node.op}${placeOf(this.#masked, node.op as string)} means nothing in a condition`)
    // A long chain of one connective leans left, one level deep per link: it becomes one flat list.
    if (name === 'and' || name === 'or') return call(name, ...leftSpine(node).map((part) => this.convert(part, depth)))
    return call(name, ...operands.map((part) => this.convert(part, depth)))
  }

  /** `18 <= age <= 65` is `18 <= age and age <= 65`. */
  #chain(node: ParsedNode, depth: number): Expression {
    const parts = (node.params as readonly ParsedNode[]).map((part) => this.convert(part, depth))
    const links = (node.conditionals as readonly string[]).map((name, i) =>
      call(operatorNames.get(name) as Comparison, parts[i] as Expression, parts[i + 1] as Expression),
    )
    return call('and', ...links)
  }

  #function(node: ParsedNode, depth: number): Expression {
    const name = typeof node.fn === 'object' && node.fn.type === 'SymbolNode' ? (node.fn.name as string) : ''
    const operands = node.args as readonly ParsedNode[]
    if (name === 'col') {
      const [only] = operands
      if (operands.length === 1 && only?.type === 'ConstantNode' && typeof only.value === 'string') return this.#column(only.value)
      throw this.#refuse('col takes the name of one column in quotes', 'write col("name")')
    }
    if (!Object.hasOwn(namedFunctions, name)) {
      const like = nearest(name, Object.keys(namedFunctions))
      const remedy = like.length > 0 ? `did you mean ${like.join(' or ')}?` : allowed
      throw this.#refuse(`there is no function ${name || 'of that form'}${name ? placeOf(this.#masked, `${name}`) : ''}`, remedy)
    }
    const known = name as keyof typeof namedFunctions
    const [least, most] = namedFunctions[known]
    if (operands.length < least || operands.length > most) {
      const wanted = most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
      throw this.#refuse(`${name} takes ${wanted} value${wanted === '1' ? '' : 's'} and was given ${operands.length}`, `give it ${wanted}`)
    }
    return call(known, ...operands.map((part) => this.convert(part, depth)))
  }
}

/** a, b, c of ((a and b) and c). */
function leftSpine(node: ParsedNode): ParsedNode[] {
  const parts: ParsedNode[] = []
  let left = node
  while (left.type === 'OperatorNode' && left.fn === node.fn) {
    parts.push(left.args?.[1] as ParsedNode)
    left = left.args?.[0] as ParsedNode
  }
  parts.push(left)
  return parts.reverse()
}

const unknownSyntax: ReadonlyMap<string, string> = new Map([
  ['AccessorNode', 'a dot or square bracket behind a name'],
  ['ArrayNode', 'a list in square brackets'],
  ['BlockNode', 'a semicolon'],
  ['ObjectNode', 'a pair of braces'],
  ['RangeNode', 'a range with a colon'],
])

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function listed(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ')
}
