import { readdirSync, readFileSync } from 'node:fs'

/** A code block of a document. */
export interface Block {
  readonly page: string
  /** Of its first fence, from 1 on. */
  readonly line: number
  readonly language: string
  readonly lines: readonly string[]
}

/** A command of a block, and what stands below it. */
export interface Command {
  readonly text: string
  /** Lines that it prints; `...` stands for any number of lines. None: anything may be printed. */
  readonly output: readonly string[]
}

const markdown = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)

/** All pages with programs and commands for users. */
export const pages: readonly string[] = ['README.md', 'examples/README.md', ...markdown('docs'), ...markdown('docs/models')]

/** The code blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let open: { line: number; language: string; lines: string[] } | undefined
  readFileSync(page, 'utf8')
    .split('\n')
    .forEach((text, i) => {
      const fence = /^```(\w*)$/.exec(text)
      if (fence && open) {
        blocks.push({ page, ...open })
        open = undefined
      } else if (fence) open = { line: i + 1, language: fence[1] ?? '', lines: [] }
      else open?.lines.push(text)
    })
  return blocks
}

/** The commands of a block, which begin with `$`, or with the name of a program where nothing is printed below. */
export function commandsOf({ lines }: Block): Command[] {
  const commands: { text: string; output: string[] }[] = []
  for (const line of lines) {
    const text = /^(?:\$ |(?=(?:npx|npm|rowsmith|seq|spark-submit|ROWSMITH_\w+=\S+) ))(.*)$/.exec(line)?.[1]
    if (text !== undefined) commands.push({ text, output: [] })
    else commands.at(-1)?.output.push(line)
  }
  return commands
}
