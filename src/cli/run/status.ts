/** One line on standard error that says what is going on; nothing where nobody watches. */
export interface Status {
  /** Replaces the line. */
  update(share: number, what: string): void
  /** A sentence that stays, whether or not anybody watches. */
  say(sentence: string): void
  clear(): void
}

const width = 24

export function createStatus(quiet: boolean): Status {
  const watched = process.stderr.isTTY === true && !quiet
  let shown = ''
  const clear = (): void => {
    if (shown !== '') process.stderr.write('\r\u001b[K')
    shown = ''
  }
  return {
    clear,
    update(share, what) {
      if (!watched) return
      const filled = Math.round(share * width)
      const line = `${'━'.repeat(filled)}${'╌'.repeat(width - filled)} ${String(Math.round(share * 100)).padStart(3)} % ${what}`
      if (line === shown) return
      process.stderr.write(`\r\u001b[K${line}`)
      shown = line
    },
    say(sentence) {
      if (quiet) return
      clear()
      process.stderr.write(`${sentence}\n`)
    },
  }
}
