/** A source of random words. Noise takes its words from the operating system's generator; only audits of the samplers bring their own. */
export interface Bits {
  /** A whole number from 0 to 2^32 - 1, all equally likely. */
  word(): number
}

/** Taken when the module is loaded, so that nobody can put something else in its place later. */
const fill = globalThis.crypto?.getRandomValues.bind(globalThis.crypto)
/** The most that one call may ask for: 64 KiB. */
const words = 16_384

/** The operating system's generator. Words are wiped out of memory as they are used. Throws where there is no such generator. */
export function secureBits(): Bits {
  if (!fill) throw new Error('there is no cryptographic random generator here (globalThis.crypto), so no noise can be drawn')
  const buffer = new Uint32Array(words)
  let next = words
  return {
    word() {
      if (next === words) {
        fill(buffer)
        next = 0
      }
      const word = buffer[next]
      buffer[next++] = 0
      return word
    },
  }
}
