declare module 'hyparquet-compressors/src/brotli.bitreader.js' {
  export class BrotliBitReader {
    /** Bits that are left: unsigned, so that it is huge once more were read than there are. */
    bit_end_pos_: number
    /** Called at least once for each literal, command, symbol of a code and byte of metadata. */
    readMoreInput(): void
  }
}

declare module 'hyparquet-compressors/src/brotli.streams.js' {
  export class BrotliOutput {
    /** Bytes that were written. */
    pos: number
    write(bytes: Uint8Array, count: number): number
  }
}
