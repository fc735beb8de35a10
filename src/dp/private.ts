let open: <T>(box: Private<T>) => T

/**
 * What nobody may see: rows, or anything computed from them that no mechanism has released. It can't be printed, compared or
 * written to JSON by accident, and nothing but the gate opens it (a test reads the imports of `reveal`).
 */
export class Private<T> {
  readonly #value: T

  static {
    open = (box) => box.#value
  }

  constructor(value: T) {
    this.#value = value
    Object.freeze(this)
  }

  toJSON(): never {
    throw new TypeError('private data can not be written')
  }

  toString(): never {
    throw new TypeError('private data can not be written')
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError('private data can not be written')
  }

  /** What `console.log` of Node shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Private'
  }
}

/** The content. For the gate alone. */
export function reveal<T>(box: Private<T>): T {
  return open(box)
}

declare const released: unique symbol

/** What a mechanism has released: all that follows from it costs no privacy. Plain data that only the gate makes. */
export interface Released<T> {
  readonly value: T
  readonly [released]: true
}
