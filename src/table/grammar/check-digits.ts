// Check characters: what the last (or another) character of a number must be for the number to be valid.

export const checkNames = ['luhn', 'ean', 'isbn10', 'mod97', 'iban', 'vin'] as const
export type CheckName = (typeof checkNames)[number]

interface Check {
  /** Whether a text may be one of these, by its characters and length. */
  readonly shape: RegExp
  /** Where the check characters stand, counted from the end. */
  readonly fromEnd: (length: number) => number
  readonly width: number
  /** The check characters of a text; whatever stands in their place doesn't matter. */
  compute(text: string): string
}

const digitsOf = (text: string): number[] => Array.from(text.replace(/\D/g, ''), Number)

/** Remainder of a number of any length, letters standing for 10 to 35. */
function remainder97(text: string): number {
  let rest = 0
  for (const char of text) {
    const value = Number.parseInt(char, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

const vinValues: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from('0123456789ABCDEFGHJKLMNPRSTUVWXYZ', (char) => [char, /\d/.test(char) ? Number(char) : vinLetter(char)]),
)

function vinLetter(char: string): number {
  const place = 'ABCDEFGH.JKLMN.P.R.STUVWXYZ'.indexOf(char)
  return char >= 'S' ? place - 17 : (place % 9) + 1
}

const vinWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/**
 * How each check is worked out, over the digits of a text, blanks and signs aside.
 * @see Luhn, 1960, US patent 2,950,048; ISO/IEC 7064 (mod 97-10); ISO 13616 (IBAN); ISO 2108 (ISBN); GS1 General Specifications (EAN, UPC, GTIN);
 * 49 CFR 565.15 (VIN)
 */
export const checks: Readonly<Record<CheckName, Check>> = {
  luhn: {
    shape: /^\d(?:[ -]?\d){7,18}$/,
    fromEnd: () => 1,
    width: 1,
    compute: (text) => {
      const sum = digitsOf(text)
        .slice(0, -1)
        .reverse()
        .reduce((sum, digit, i) => sum + (i % 2 === 1 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9), 0)
      return String((10 - (sum % 10)) % 10)
    },
  },
  ean: {
    shape: /^(?:\d[ -]?){7}(?:(?:\d[ -]?){4}(?:\d[ -]?){0,2})?\d$/,
    fromEnd: () => 1,
    width: 1,
    compute: (text) => {
      const sum = digitsOf(text)
        .slice(0, -1)
        .reverse()
        .reduce((sum, digit, i) => sum + (i % 2 === 0 ? 3 * digit : digit), 0)
      return String((10 - (sum % 10)) % 10)
    },
  },
  isbn10: {
    shape: /^(?:\d[ -]?){9}[\dX]$/,
    fromEnd: () => 1,
    width: 1,
    compute: (text) => {
      const sum = Array.from(text.replace(/[ -]/g, ''))
        .slice(0, 9)
        .reduce((sum, digit, i) => sum + (10 - i) * Number(digit), 0)
      const rest = (11 - (sum % 11)) % 11
      return rest === 10 ? 'X' : String(rest)
    },
  },
  mod97: {
    shape: /^\d(?:[ -]?\d){8,30}$/,
    fromEnd: () => 2,
    width: 2,
    compute: (text) => String(98 - remainder97(`${text.replace(/\D/g, '').slice(0, -2)}00`)).padStart(2, '0'),
  },
  iban: {
    shape: /^[A-Z]{2}\d{2}(?: ?[A-Z\d]){10,30}$/,
    fromEnd: (length) => length - 2,
    width: 2,
    compute: (text) => {
      const plain = text.replace(/ /g, '')
      return String(98 - remainder97(`${plain.slice(4)}${plain.slice(0, 2)}00`)).padStart(2, '0')
    },
  },
  vin: {
    shape: /^[A-HJ-NPR-Z\d]{17}$/,
    fromEnd: () => 9,
    width: 1,
    compute: (text) => {
      const rest = Array.from(text).reduce((sum, char, i) => sum + (vinValues[char] ?? 0) * (vinWeights[i] as number), 0) % 11
      return rest === 10 ? 'X' : String(rest)
    },
  },
}

/** Where the check characters of a text stand. */
export function checkPlace(name: CheckName, length: number): number {
  return length - checks[name].fromEnd(length)
}

export function isValid(name: CheckName, text: string): boolean {
  const { shape, width, compute } = checks[name]
  if (!shape.test(text)) return false
  const at = checkPlace(name, text.length)
  return text.slice(at, at + width) === compute(text)
}

/** Fewest distinct texts that tell a check from chance: ten pass one of a digit with probability 1e-10. */
const fewestChecked = 10
/** Real files hold a few mistyped numbers. */
const leastValid = 0.98

/** The check that these distinct texts meet; null where there is none. */
export function findCheck(texts: readonly string[]): CheckName | null {
  if (texts.length < fewestChecked) return null
  const valid = (name: CheckName): number => texts.reduce((sum, text) => sum + (isValid(name, text) ? 1 : 0), 0)
  return checkNames.find((name) => valid(name) >= leastValid * texts.length) ?? null
}
