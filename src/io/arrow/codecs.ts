import type * as Arrow from 'apache-arrow'

let loading: Promise<typeof Arrow> | undefined

/** The apache-arrow library, able to unpack lz4 and zstd. It is loaded when first asked for, since that takes a tenth of a second. */
export function loadArrow(): Promise<typeof Arrow> {
  loading ??= load()
  return loading
}

async function load(): Promise<typeof Arrow> {
  const [arrow, { decompressLz4Frame }, { decompressZstd }] = await Promise.all([
    import('apache-arrow'),
    import('./lz4-frame.js'),
    import('hyparquet-compressors'),
  ])
  const { compressionRegistry, CompressionType } = arrow
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => decompressLz4Frame(bytes) })
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => aligned(decompressZstd(bytes)) })
  return arrow
}

/** The bytes where views of eight-byte numbers can be laid on them. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
}
