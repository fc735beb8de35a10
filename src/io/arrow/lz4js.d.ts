declare module 'lz4js' {
  const lz4: {
    /** At most so many bytes are in an lz4 frame. */
    decompressBound(frame: Uint8Array): number
    /** Unpacks one block into `target` from position `end` on; returns where it ended. */
    decompressBlock(bytes: Uint8Array, target: Uint8Array, start: number, length: number, end: number): number
  }
  export default lz4
}
