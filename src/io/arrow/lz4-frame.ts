import lz4 from 'lz4js'

/** Bits of the flags of a frame: checksums after its blocks, the size of its content, the name of a dictionary. */
const blockSums = 0x10
const contentSize = 0x08
const dictionaryId = 0x01
/** Set in the length of a block that is stored as it is. */
const stored = 0x80000000

/** A block may say that it has room for so many bytes, and a byte of a block can't stand for more than 255. */
const largestBlock = 4 << 20
const mostRatio = 255

/**
 * The bytes in an lz4 frame. lz4js unpacks the blocks; the frame is read here, since lz4js misplaces the checksums of blocks
 * that some writers of Arrow files add.
 *
 * @see Yann Collet (2015), LZ4 Frame Format Description
 */
export function decompressLz4Frame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const bound = lz4.decompressBound(bytes)
  if (!(bound <= largestBlock + mostRatio * bytes.length)) throw new Error(`lz4 data of ${bytes.length} bytes can't hold ${bound}`)
  const target = new Uint8Array(bound)
  const flags = bytes[4] as number
  let at = 7 + (flags & contentSize ? 8 : 0) + (flags & dictionaryId ? 4 : 0)
  let end = 0
  for (;;) {
    const length = view.getUint32(at, true)
    const size = length & ~stored
    at += 4
    if (at + size > bytes.length) throw new Error('an lz4 block goes on after its bytes')
    if (length === 0) return target.slice(0, end)
    if (length >= stored) {
      target.set(bytes.subarray(at, at + size), end)
      end += size
    } else {
      end = lz4.decompressBlock(bytes, target, at, size, end)
    }
    at += size + (flags & blockSums ? 4 : 0)
  }
}
