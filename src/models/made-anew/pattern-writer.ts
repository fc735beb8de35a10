import { checkPlace, checks } from '../../table/grammar/check-digits.js'
import { type Option, type PatternField, parsePattern } from '../../table/grammar/pattern.js'
import { power } from '../../table/grammar/room.js'
import { type Draws, pickWeighted, runningWeights } from './draws.js'
import { type Faker, nextEntity } from './fakes.js'
import { inCase, madeWord } from './words.js'

/** What a pattern is filled from. */
interface Filling {
  readonly draws: Draws
  /** A digit of a number that belongs to this key alone; where texts may repeat, another draw. */
  digit(radix: number): number
  /** What the counter shows. */
  readonly count: number
  /** Whose names stand in the fields of fakes. */
  readonly entity: number
  /** How often this text came out too long before. */
  readonly attempt?: number
  readonly fake: Faker
}

export interface PatternWriter {
  readonly fields: readonly PatternField[]
  /** How many different texts the digits tell apart. */
  readonly room: number
  write(filling: Filling): string
}

/** How many keys a pattern must have room for without its choices before these are drawn by weight. */
const enoughRoom = 2 ** 20

/** Writes texts of a pattern. Of keys, digits that differ give texts that differ, as far as there is room. */
export function createPatternWriter(pattern: string, isKey: boolean): PatternWriter {
  const fields = parsePattern(pattern)
  const plainRoom = fields.reduce((room, field) => room * (field.kind === 'characters' || field.kind === 'whole' ? roomOf(field) : 1), 1)
  const exact = isKey && plainRoom < enoughRoom
  const room = exact ? fields.reduce((room, field) => room * roomOf(field), 1) : plainRoom
  const parts = fields.map((field) => partOf(field, exact)).reverse()
  const check = fields.find((field) => field.kind === 'check')
  return {
    fields,
    room,
    // Fields are filled from the right, so that a shuffled index always finds room in the last ones.
    write(filling) {
      let text = ''
      for (const part of parts) text = part(filling) + text
      return check ? withCheck(text, check) : text
    },
  }
}

type Part = (filling: Filling) => string

function partOf(field: PatternField, exact: boolean): Part {
  switch (field.kind) {
    case 'literal':
      return () => field.text
    case 'counter':
      return ({ count }) => String(count).padStart(field.width, '0')
    case 'characters':
      return characters(field.alphabet, field.least, field.most)
    case 'word':
      return ({ draws }) => inCase(madeWord(field.least + draws.below(field.most - field.least + 1), draws), field.letterCase)
    case 'number':
      return exact ? uniformNumber(field) : ({ draws }) => padded(numberBetween(field.knots, draws), field.width)
    case 'whole':
      return ({ digit }) => wholeBetween(field.least, field.most, digit(roomOf(field)))
    case 'choice':
      return choice(field.options, exact)
    case 'list':
      return list(field.options, field.count, field.separator)
    case 'check':
      return () => '0'.repeat(field.width)
    case 'fake':
      return ({ fake, entity, attempt }) => inCase(fake(field.fake, entity + (field.nth - 1) * nextEntity, attempt), field.letterCase)
  }
}

function characters(alphabet: readonly string[], least: number, most: number): Part {
  return ({ digit, draws }) => {
    const width = least === most ? most : least + draws.below(most - least + 1)
    let text = ''
    for (let i = 0; i < width; i++) text = alphabet[digit(alphabet.length)] + text
    return text
  }
}

function choice(options: readonly Option[], exact: boolean): Part {
  const upTo = runningWeights(options.map(({ weight }) => weight))
  const uniform: Part = ({ digit }) => options[digit(options.length)].text
  return exact ? uniform : ({ draws }) => options[pickWeighted(upTo, draws)].text
}

function list(options: readonly Option[], count: number, separator: string): Part {
  return ({ draws }) => {
    const open = [...options]
    const taken: string[] = []
    while (taken.length < count && open.length > 0) {
      const at = pickWeighted(runningWeights(open.map(({ weight }) => weight)), draws)
      taken.push(open.splice(at, 1)[0].text)
    }
    return taken.join(separator)
  }
}

function numberBetween(knots: readonly number[], { below }: Draws): number {
  const pieces = knots.length - 1
  const piece = pieces > 1 ? below(pieces) : 0
  const [from, to] = [knots[piece], knots[piece + 1]]
  // A knot belongs to the piece that it begins, the last one to its own.
  const size = Math.max(1, to - from + (piece === pieces - 1 ? 1 : 0))
  return from + ((size > 2 ** 31 ? below(2 ** 16) * 2 ** 16 + below(2 ** 16) : below(size)) % size)
}

function uniformNumber({ knots, width }: { readonly knots: readonly number[]; readonly width: number }): Part {
  const [least, most] = [knots[0], knots.at(-1) as number]
  return ({ digit }) => padded(least + digit(most - least + 1), width)
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')
}

function roomOf(field: PatternField): number {
  if (field.kind === 'characters') return power(field.alphabet.length, field.least)
  if (field.kind === 'number') return (field.knots.at(-1) as number) - field.knots[0] + 1
  if (field.kind === 'whole') return Number(wholeRoom(field.least, field.most))
  return field.kind === 'choice' ? field.options.length : 1
}

/** Numbers beyond have no room in an index. */
const mostWhole = 2n ** 52n

function wholeRoom(least: bigint, most: bigint): bigint {
  const size = most - least + 1n
  return size < mostWhole ? size : mostWhole
}

/** The number at a place of the range, of which there are `wholeRoom`, evenly spread. */
function wholeBetween(least: bigint, most: bigint, place: number): string {
  return String(least + (BigInt(place) * (most - least + 1n)) / wholeRoom(least, most))
}

function withCheck(text: string, { check, width }: Extract<PatternField, { kind: 'check' }>): string {
  const at = checkPlace(check, text.length)
  return text.slice(0, at) + checks[check].compute(text) + text.slice(at + width)
}
