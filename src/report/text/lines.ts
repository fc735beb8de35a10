import { printable } from '../format.js'

/** Columns of a terminal that texts keep to. */
export const lineWidth = 100

/** The text in lines of at most that many characters, broken between words; lines after the first are indented. */
export function wrap(text: string, most = lineWidth, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = `${indent}${word}`
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].flatMap((long) => pieces(long, most))
}

/** A text beside what stands before it, under which its further lines leave room. */
export function hanging(head: string, text: string): string[] {
  const indent = ' '.repeat(Array.from(head).length)
  const [first = '', ...others] = wrap(text, Math.max(40, 120 - indent.length))
  return [`${head}${first}`, ...others.map((line) => `${indent}${line}`)]
}

/** A line without blanks to break at, cut where it has to be. */
function pieces(line: string, most: number): string[] {
  const characters = Array.from(line)
  if (characters.length <= most) return [line]
  return Array.from({ length: Math.ceil(characters.length / most) }, (_, i) => characters.slice(i * most, (i + 1) * most).join(''))
}

/** The text at the right of so many characters, and never touching what stands before it. */
export function apart(text: string, width: number): string {
  return ` ${text}`.padStart(width)
}

/** The text, filled with blanks on its right to so many characters. */
export function padded(text: string, length: number): string {
  return `${text}${' '.repeat(Math.max(0, length - Array.from(text).length))}`
}
