import { InputError } from '../../errors.js'

/** Cuts text that comes in pieces into the texts of its records. */
export interface RecordCutter {
  /** The records that end in this piece. */
  push(piece: string): string[]
  /** The last record, if any. Throws an InputError where the text ends too early. */
  finish(): string[]
}

/** Records are lines; blank ones are skipped. */
export class LineCutter implements RecordCutter {
  #pending = ''

  push(piece: string): string[] {
    const lines = (this.#pending + piece).split('\n')
    this.#pending = lines.pop() as string
    return lines.filter(isFull)
  }

  finish(): string[] {
    return [this.#pending].filter(isFull)
  }
}

/** Records are the elements of one JSON array. Only brackets, commas and strings are looked at. */
export class ElementCutter implements RecordCutter {
  readonly #where: string
  /** Text from the begin of the current element on. */
  #pending = ''
  /** Where to go on in it. */
  #at = 0
  #depth = 0
  #closed = false

  constructor(where: string) {
    this.#where = where
  }

  push(piece: string): string[] {
    const text = this.#pending + piece
    const elements: string[] = []
    const structure = /["[\]{},]/g
    structure.lastIndex = this.#at
    let begin = 0
    this.#at = text.length
    for (let found = structure.exec(text); found; found = structure.exec(text)) {
      const at = found.index
      const character = found[0]
      if (character === '"') {
        const end = endOfString(text, at)
        if (end < 0) {
          this.#at = at
          break
        }
        structure.lastIndex = end + 1
        continue
      }
      const depth = this.#depth
      if (depth === 0 && this.#closed) break
      if (character === '[' || character === '{') this.#depth++
      else if (character !== ',') this.#depth--
      const cut = depth === 0 || (depth === 1 && (character === ',' || this.#depth === 0))
      if (!cut) continue
      if (depth === 1) elements.push(text.slice(begin, at))
      begin = at + 1
      this.#closed = this.#depth === 0
    }
    this.#pending = text.slice(begin)
    this.#at -= begin
    // Only blanks may follow the array.
    if (this.#closed && isFull(this.#pending)) throw new InputError(this.#where, 'goes on after its JSON array; is it more than one?')
    return elements.filter(isFull)
  }

  finish(): string[] {
    if (!this.#closed) throw new InputError(this.#where, 'ends inside its JSON array; is the file cut off?')
    return []
  }
}

/** Where the string that begins at `start` is closed; -1 where the text ends before. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === 92) escapes++
    if (escapes % 2 === 0) return end
  }
  return -1
}

function isFull(text: string): boolean {
  return /\S/.test(text)
}
