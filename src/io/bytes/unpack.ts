import type { Compression } from '../facts.js'
import { type Bytes, gunzip, isGzip, peek, startsWith } from './bytes.js'

/** The bytes without their packing, if they have one. Throws an InputError where the packing is damaged. */
export async function unpacked(source: Bytes, where: string): Promise<{ readonly bytes: Bytes; readonly compression: Compression }> {
  const { head, bytes } = await peek(source, 4)
  const compression = isGzip(head) ? 'gzip' : startsWith(head, '\x28\xb5\x2f\xfd') ? 'zstd' : 'none'
  return { bytes: unpackedAs(bytes, compression, where), compression }
}

/** The bytes without the packing that they are said to have. */
export function unpackedAs(source: Bytes, compression: Compression, where: string): Bytes {
  return compression === 'gzip' ? gunzip(source, where) : compression === 'zstd' ? unzstd(source, where) : source
}

async function* unzstd(source: Bytes, where: string): Bytes {
  const late = await import('./zstd.js')
  yield* late.unzstd(source, where)
}
