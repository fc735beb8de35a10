import { describe, expect, it } from 'vitest'
import { encodeText } from '../../src/io/text/encode.js'
import { openText } from '../../src/io/text/text.js'
import { headSize, headThenPieces, utf8 } from './support.js'

async function read(bytes: Uint8Array, pieceSize = 1 << 20, encoding?: string) {
  const source = await openText(headThenPieces(bytes, pieceSize), 'people.csv', encoding)
  let text = ''
  for await (const piece of source) text += piece
  return { text, encoding: source.encoding, bom: source.bom, notes: source.notes }
}

const sample = `${'plain ascii\n'.repeat(Math.ceil((headSize + 100) / 12))}name;Größe €\r\n😀;ÿ“”\r\n`
const mark = (...bytes: number[]) => new Uint8Array(bytes)
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

describe('openText', () => {
  it.each([
    ['UTF-8', 'utf-8', false, utf8(sample)],
    ['UTF-8 with a byte order mark', 'utf-8', true, joined(mark(0xef, 0xbb, 0xbf), utf8(sample))],
    ['UTF-16LE with a byte order mark', 'utf-16le', true, joined(mark(0xff, 0xfe), encodeText(sample, 'utf-16le'))],
    ['UTF-16BE with a byte order mark', 'utf-16be', true, joined(mark(0xfe, 0xff), encodeText(sample, 'utf-16be'))],
  ] as const)('reads %s, however its bytes are cut', async (_, encoding, bom, bytes) => {
    for (let size = 1; size < 12; size++) expect(await read(bytes, size)).toEqual({ text: sample, encoding, bom, notes: [] })
  })

  it('reads UTF-16 without a byte order mark by its zero bytes', async () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const found = await read(encodeText('name,age\nAnn,39\n', encoding), 3)
      expect([found.text, found.encoding]).toEqual(['name,age\nAnn,39\n', encoding])
      expect(found.notes).toEqual([`read as ${encoding.toUpperCase()}: every other byte at its start is zero`])
    }
  })

  it('reads as windows-1252 what is not UTF-8, wherever that shows, and says so', async () => {
    const text = `${'ascii\n'.repeat(40_000)}Größe €\n`
    const bytes = encodeText(text, 'windows-1252')
    for (const size of [1 << 16, 65_537, 1 << 20]) {
      const found = await read(bytes, size)
      expect(found.text === text).toBe(true)
      expect([found.encoding, found.notes]).toEqual(['windows-1252', ['read as windows-1252 (Western European): it is not valid UTF-8']])
    }
    for (const end of ['é', 'é€', 'ð‚‚']) expect((await read(encodeText(`A${end}`, 'windows-1252'))).text).toBe(`A${end}`)
  })

  it('reads in the encoding asked for, under its usual names', async () => {
    expect((await read(encodeText('é', 'windows-1252'), 1, 'latin1')).text).toBe('é')
    expect((await read(encodeText('é', 'utf-16le'), 1, 'UTF-16LE')).text).toBe('é')
    expect((await read(utf8('é'), 1, 'UTF8')).text).toBe('é')
  })
})

describe('encodeText', () => {
  it('writes every character that windows-1252 has, and refuses others', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    // Node decodes windows-1252 as Latin-1 unless it is told that more may follow.
    const all = new TextDecoder('windows-1252').decode(bytes, { stream: true })
    expect(all[0x80]).toBe('€')
    expect(encodeText(all, 'windows-1252')).toEqual(bytes)
    expect(() => encodeText('Łódź', 'windows-1252')).toThrow(
      "encoding: windows-1252 has no character 'Ł'; set the dialect's encoding to utf-8 in the schema",
    )
  })
})
