import { describe, expect, test } from 'vitest'
import { recordLines } from '../../src/io/text/record-lines.js'

async function linesOf(bytes: Uint8Array, dialect: Parameters<typeof recordLines>[1], size = bytes.length): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const lines: string[] = []
  for await (const some of recordLines(chunks(), dialect)) lines.push(...some)
  return lines
}

const utf8 = { encoding: 'utf-8', newline: '\n' } as const
const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('recordLines', () => {
  test('cuts at line feeds, drops the carriage return before one, and takes a last line without either', async () => {
    expect(await linesOf(bytesOf('a\r\nb\n\nc'), utf8)).toEqual(['a', 'b', '', 'c'])
    expect(await linesOf(bytesOf('a\nb\rc\r'), { ...utf8, newline: '\r' })).toEqual(['a\nb', 'c'])
  })

  test('decodes each line by itself: what is no UTF-8 is U+FFFD there, and not elsewhere', async () => {
    expect(await linesOf(bytesOf('S\xc3\xa3o\nS\xe3o\nS\xc3\xa3o\n\xc3\nx'), utf8)).toEqual(['São', 'S\ufffdo', 'São', '\ufffd', 'x'])
  })

  test('windows-1252 has its own letters from 0x80 to 0x9f', async () => {
    expect(await linesOf(bytesOf('\x80\n\x9c\xe9'), { ...utf8, encoding: 'windows-1252' })).toEqual(['€', 'œé'])
  })

  test.each(['utf-16le', 'utf-16be'] as const)('a byte too many in %s costs one line', async (encoding) => {
    const encode = (text: string) =>
      Array.from(text).flatMap((character) => {
        const code = character.charCodeAt(0)
        return encoding === 'utf-16le' ? [code & 255, code >> 8] : [code >> 8, code & 255]
      })
    const bytes = Uint8Array.from([...encode('\ufeffaé\n'), 0x41, ...encode('b\n'), ...encode('cĀ\n'), ...encode('d')])
    for (const size of [1, 2, 3, bytes.length]) {
      const lines = await linesOf(bytes, { ...utf8, encoding }, size)
      expect(lines).toHaveLength(4)
      expect([lines[0], ...lines.slice(2)]).toEqual(['aé', 'cĀ', 'd'])
    }
  })

  test.each([1 << 17, 1 << 26])('a line of more than 16 MiB is left out, in pieces of %d bytes', async (size) => {
    const limit = 1 << 24
    const bytes = new Uint8Array(8 + 2 * limit + 1).fill(97)
    for (const end of [5, 6 + limit + 1, bytes.length - 1]) bytes[end] = 10
    expect((await linesOf(bytes, utf8, size)).map(({ length }) => length)).toEqual([5, limit])
  })
})
