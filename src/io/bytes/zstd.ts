import { InputError } from '../../errors.js'
import { optional } from '../optional.js'
import { type Bytes, collectBytes, concatBytes, pieces } from './bytes.js'
import type { Sink } from './sink.js'

/** The bytes without their zstd packing, unpacked as a whole. Throws an InputError where it is damaged. */
export async function* unzstd(source: Bytes, where: string): Bytes {
  const { decompress } = await import('fzstd')
  const packed = await collectBytes(source)
  let whole: Uint8Array
  try {
    whole = decompress(packed)
  } catch (cause) {
    throw new InputError(where, `its zstd data end too early or are damaged (${(cause as Error).message}); copy or make the file again`, {
      cause,
    })
  }
  yield* pieces(whole)
}

let loading: Promise<typeof import('@bokuweb/zstd-wasm')> | undefined

/** The library that packs, made ready once: a second time would spoil what the first one does. */
function loadZstd(): Promise<typeof import('@bokuweb/zstd-wasm')> {
  loading ??= optional(() => import('@bokuweb/zstd-wasm'), '@bokuweb/zstd-wasm', 'files packed with zstd').then(async (library) => {
    await library.init()
    return library
  })
  return loading
}

/** A sink that packs what it is given once all of it is there; `end` writes it. */
export async function zstdSink(sink: Sink): Promise<Sink & { end(): Promise<void> }> {
  const { compress } = await loadZstd()
  const parts: Uint8Array[] = []
  return {
    write: async (bytes) => {
      parts.push(bytes.slice())
    },
    end: async () => sink.write(compress(concatBytes(parts))),
  }
}
