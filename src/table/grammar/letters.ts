/** What a class of letters has in ASCII. */
const inAscii: Readonly<Record<string, string>> = { L: 'A-Za-z', Lu: 'A-Z', Ll: 'a-z', N: '0-9', M: '' }

/**
 * The test of a pattern with letters of any script. Texts in ASCII, which most are, are held against its part in ASCII: classes of all letters there are take
 * longer to compile than a column to read.
 */
export function letterTest(pattern: RegExp): (text: string) => boolean {
  const plain = (part: string): string => part.replace(/\\p\{(\w+)\}/g, (_, name: string) => inAscii[name] ?? '')
  const source = pattern.source.replace(/\[(?:\\.|[^\]\\])*\]|\\p\{\w+\}/g, (part) =>
    part.startsWith('[') ? plain(part) : `[${plain(part)}]`,
  )
  const ascii = new RegExp(source)
  return (text) => (isAscii(text) ? ascii : pattern).test(text)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

export const hasLetter = letterTest(/\p{L}/u)
