import { printable } from '../../format.js'

/** HTML that is safe to put into a page as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

export type Part = string | number | Markup | null | undefined | readonly Part[]

/** HTML in which every value that isn't markup itself has been escaped; null and undefined leave nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + render(values[index])).join(''))
}

function render(value: Part): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map(render).join('')
  return escapeHtml(String(value))
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** The text as it may stand between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character])
}

/** A name out of the data, kept apart from its surroundings so that its direction of writing doesn't turn them around. */
export function nameOf(text: string): Markup {
  return markup`<bdi>${text}</bdi>`
}
