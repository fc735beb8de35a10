/** What the characters of a run are: digits, a word in small letters, Capitalised or CAPITALS, letters without case, both mixed, a check, or one sign. */
export type RunClass = 'd' | 'w' | 'Ww' | 'W' | 'l' | 'mixed' | 'check' | 'sign'

export interface CharacterRun {
  readonly of: RunClass
  readonly text: string
}

/** Stands for check characters while the rest of a text is looked at. From the private use area: no file means anything by it. */
export const checkMark = '\ue000'

const pattern = /\d+|\p{Lu}\p{Ll}+|\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lu}|[\p{L}\p{M}\p{Nd}]+|\ue000|./gsu

/** The text in runs of digits, of letters of one case, and single signs. */
export function runsOf(text: string): CharacterRun[] {
  return plainRuns(text) ?? (text.match(pattern) ?? []).map((run) => ({ of: classOf(run), text: run }))
}

/** What `pattern` finds in a text of ASCII alone, several times as fast; null for any other text. */
function plainRuns(text: string): CharacterRun[] | null {
  const runs: CharacterRun[] = []
  for (let from = 0; from < text.length; ) {
    const own = charAt(text, from)
    if (own === null) return null
    let end = from + 1
    if (own !== 'sign') while (charAt(text, end) === own) end++
    let of: RunClass = own
    if (own === 'W' && charAt(text, end) === 'w') {
      // The last capital begins a word.
      if (end - from > 1) end--
      else {
        of = 'Ww'
        while (charAt(text, end) === 'w') end++
      }
    }
    runs.push({ of, text: text.slice(from, end) })
    from = end
  }
  return runs
}

/** Null beyond ASCII; a sign at the end of the text. */
function charAt(text: string, i: number): 'd' | 'w' | 'W' | 'sign' | null {
  const code = text.charCodeAt(i)
  if (code >= 48 && code <= 57) return 'd'
  if (code >= 97 && code <= 122) return 'w'
  if (code >= 65 && code <= 90) return 'W'
  return code >= 128 ? null : 'sign'
}

function classOf(run: string): RunClass {
  const code = run.charCodeAt(0)
  if (code >= 48 && code <= 57) return 'd'
  if (run === checkMark) return 'check'
  if (/^\p{Ll}+$/u.test(run)) return 'w'
  if (/^\p{Lu}\p{Ll}+$/u.test(run)) return 'Ww'
  if (/^\p{Lu}+$/u.test(run)) return 'W'
  return /^[\p{L}\p{M}\p{Nd}]+$/u.test(run) ? 'l' : 'sign'
}

const chunkPattern = /[\p{L}\p{M}\d]+|\ue000|./gsu

/** The text in runs of letters and digits mixed, and single signs: `3f2a-9c` is two runs and a sign. */
export function chunksOf(text: string): CharacterRun[] {
  return (text.match(chunkPattern) ?? []).map((run) => ({
    of: run === checkMark ? 'check' : /[\p{L}\d]/u.test(run) ? 'mixed' : 'sign',
    text: run,
  }))
}

/** Which runs follow each other, signs being told apart: texts of one shape may be read by one pattern. */
export function shapeOf(runs: readonly CharacterRun[]): string {
  return runs.map(({ of, text }) => (of === 'sign' ? `'${text}` : of)).join(' ')
}
