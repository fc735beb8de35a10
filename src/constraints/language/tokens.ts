/** A piece of an expression; `start` and `end` are places in the text, from 0. */
export interface Token {
  readonly type: 'number' | 'text' | 'name' | 'sign' | 'end'
  /** The text as it stands; of a quoted text what it says. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const patterns: readonly (readonly [Token['type'], RegExp])[] = [
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['text', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy],
  ['sign', /==|!=|<=|>=|&&|\|\||[^\s]/uy],
]

/** The pieces of the text, with one of type `end` behind the last. A quote that nothing closes is a sign. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const space = /\s*/uy
  for (let at = 0; ; ) {
    space.lastIndex = at
    space.test(text)
    at = space.lastIndex
    if (at >= text.length) break
    const token = tokenAt(text, at)
    tokens.push(token)
    at = token.end
  }
  return [...tokens, { type: 'end', text: '', start: text.length, end: text.length }]
}

function tokenAt(text: string, start: number): Token {
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = start
    const [found] = pattern.exec(text) ?? []
    if (found === undefined) continue
    return { type, text: type === 'text' ? unquoted(found) : found, start, end: start + found.length }
  }
  return { type: 'sign', text: text[start], start, end: start + 1 }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** What a quoted text says, with escapes as in JSON. */
function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string) => {
    return code === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16))
  })
}
