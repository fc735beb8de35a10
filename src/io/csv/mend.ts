/** What stands between a text and a plain table of delimited cells. */
export interface Mending {
  readonly quote: string
  /** What a quote inside quotes has before it, a backslash; undefined where quotes are doubled. */
  readonly escape?: string
  /** Lines that begin with it are no rows. */
  readonly comment?: string
  /** Columns aligned by blanks, so many or more of which separate cells. */
  readonly blanks?: number
  readonly lineForm?: LineForm
}

/**
 * `framed`: bars stand between the cells, and a line of dashes below the header; `colons`: two colons do; `wrapped`: each line stands in quotes as
 * a whole.
 */
export type LineForm = 'framed' | 'colons' | 'wrapped'

/** Ctrl-Z, with which DOS ended a text. */
export const endMark = '\u001a'
const cellStarts = ',;\t|\n\r'

/**
 * Takes a text piece by piece and gives it back with one kind of line break outside quotes where there were several, doubled quotes for
 * escaped ones, without comments, and with a tab, or a bar, where cells were aligned by blanks or framed. Text that needs none of it
 * goes through as it is.
 */
export class TextMender {
  readonly #mending: Mending
  readonly #escape: string
  readonly #comment: string
  /** Whether the text so far ends inside quotes, and whether it ends where a line begins. */
  #quoted = false
  /** Whether the last character closed a quoted cell, or is the first of a doubled quote. */
  #closed = false
  #lineStart = true
  /** Whether a lone carriage return was seen: from then on every line break becomes `\n`. */
  #mixed: boolean
  /** The last character that was given back, and that before: they tell whether a quote opens a cell. */
  #last = '\n'
  #before = ''
  /** Text whose meaning the next piece decides, or in a text of aligned cells a line that isn't whole yet. */
  #pending = ''

  constructor(mending: Mending, mixed: boolean) {
    this.#mending = mending
    this.#escape = mending.escape ?? ''
    this.#comment = mending.comment ?? ''
    this.#mixed = mixed
  }

  push(piece: string): string {
    return this.#mend(piece, false)
  }

  finish(): string {
    return withoutEndMark(this.#mend('', true))
  }

  #mend(piece: string, last: boolean): string {
    const { blanks, lineForm } = this.#mending
    let text = this.#pending + piece
    this.#pending = ''
    if (!last && text !== '' && `\r\\${endMark}`.includes(text.at(-1) as string)) {
      this.#pending = text.slice(-1)
      text = text.slice(0, -1)
    }
    if (blanks === undefined && !lineForm) return this.#characters(text)
    const lines = text.split(/\r\n?|\n/)
    const rest = last ? '' : (lines.pop() as string)
    this.#pending = rest + this.#pending
    const mended = lines.flatMap((line) => {
      if (this.#comment !== '' && line.startsWith(this.#comment)) return []
      return lineForm ? mendedLine(line, lineForm) : [line.trim().replace(blanks === 1 ? /\s+/g : /\s{2,}/g, '\t')]
    })
    return mended.length === 0 ? '' : `${mended.join('\n')}${last ? '' : '\n'}`
  }

  #characters(text: string): string {
    this.#mixed ||= hasLoneReturn(text)
    if (this.#escape === '' && this.#comment === '' && !this.#mixed) return this.#passed(text)
    let out = ''
    let from = 0
    for (let i = 0; i < text.length; i++) {
      const c = text[i] as string
      if (this.#lineStart && this.#comment !== '' && !this.#quoted && text.startsWith(this.#comment, i)) {
        // The rest of the line is looked for in the next pieces, too: `lineStart` stays until a line break is found.
        const end = nextBreak(text, i)
        out += text.slice(from, i)
        if (end < 0) {
          this.#pending = text.slice(i) + this.#pending
          return out
        }
        i = end + (text[end] === '\r' && text[end + 1] === '\n' ? 1 : 0)
        from = i + 1
        continue
      }
      this.#lineStart = false
      if (this.#quoted) {
        if (c === this.#escape && i + 1 < text.length) {
          const next = text[i + 1] as string
          const kept = next === this.#mending.quote ? next + next : next === this.#escape || next === '\n' ? next : c + next
          out += text.slice(from, i) + kept
          i++
          from = i + 1
        } else if (c === this.#mending.quote) {
          this.#quoted = false
          this.#closed = true
          this.#before = this.#last
          this.#last = c
          continue
        }
      } else if (c === '\n' || c === '\r') {
        if (this.#mixed && c === '\r') {
          out += `${text.slice(from, i)}\n`
          if (text[i + 1] === '\n') i++
          from = i + 1
        }
        this.#lineStart = c === '\n' || this.#mixed
        this.#closed = false
        this.#before = this.#last
        this.#last = '\n'
        continue
      } else if (c === this.#mending.quote && this.#opens()) this.#quoted = true
      this.#closed = false
      this.#before = this.#last
      this.#last = c
    }
    return out + text.slice(from)
  }

  /** Text that is left alone; only whether it ends inside quotes, or right after them, is kept in mind, by the parity of its quotes. */
  #passed(text: string): string {
    if (text.length === 0) return text
    const { quote } = this.#mending
    for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) this.#quoted = !this.#quoted
    this.#last = text.at(-1) as string
    this.#closed = !this.#quoted && this.#last === quote
    this.#before = text.at(-2) ?? ''
    this.#lineStart = this.#last === '\n'
    return text
  }

  /** Whether a quote at this place opens a cell, or, right after a closing one, is the second of a doubled quote. */
  #opens(): boolean {
    return cellStarts.includes(this.#last) || this.#closed || (this.#last === ' ' && cellStarts.includes(this.#before))
  }
}

function withoutEndMark(text: string): string {
  const trimmed = text.trimEnd()
  return trimmed.endsWith(endMark) ? trimmed.slice(0, -1) : text
}

/** Whether a carriage return stands by itself, or at the end where nobody knows. */
export function hasLoneReturn(text: string): boolean {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) if (text.charCodeAt(at + 1) !== 10) return true
  return false
}

function nextBreak(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === '\n' || text[i] === '\r') return i
  return -1
}

/** A line of dashes, with bars, crosses or colons between. */
export const isRule = (line: string): boolean => /^\s*[|+:=-][\s|+:=-]*$/.test(line) && line.includes('-')

/** How many rows there are, as the terminal of a database says. */
export const isRowCount = (line: string): boolean => /^\(\d+ (rows?|Zeilen?)\)$/.test(line.trim())

function mendedLine(line: string, form: LineForm): string[] {
  if (form === 'colons') return [line.replaceAll('::', '\t')]
  if (form === 'wrapped') return [line.replace(/^"|"$/g, '').replaceAll('""', '"')]
  return isRule(line) || isRowCount(line) ? [] : unframed(line)
}

/** A line without the bars around it. */
function unframed(line: string): string[] {
  const trimmed = line.trim()
  const inner = trimmed.startsWith('|') ? trimmed.replace(/^\||\|$/g, '') : trimmed
  return [
    inner
      .split('|')
      .map((cell) => cell.trim())
      .join('|'),
  ]
}
