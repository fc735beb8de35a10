/** Where the workers' script comes from: an address of the page's own, or the text that a single file holds. */
export interface WorkerSource {
  readonly script: string | null
  readonly code: string | null
}

interface ScriptPolicy {
  createScriptURL(url: string): unknown
}
interface HtmlPolicy {
  createHTML(html: string): unknown
}
type Factory = { createPolicy(name: string, rules: object): ScriptPolicy & HtmlPolicy }

/** The one place that the page's Trusted Types let through: blobs of its own for workers, reports of its own library for frames. */
const policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy('rowsmith', {
  createScriptURL: (url: string) => {
    if (!url.startsWith('blob:')) throw new TypeError('workers are started from blobs only')
    return url
  },
  createHTML: (html: string) => html,
})

export function sourceOf(page: Document): WorkerSource {
  const code = page.getElementById('worker-code')?.textContent ?? null
  const script = page.querySelector<HTMLMetaElement>('meta[name="rowsmith-worker"]')?.content ?? ''
  return { code, script: code === null ? new URL(script, page.baseURI).href : null }
}

/** A worker from a blob: such a one is under the policy of the page. */
export function startWorker({ script, code }: WorkerSource): Worker {
  const url = URL.createObjectURL(new Blob([code ?? `import ${JSON.stringify(script)}`], { type: 'text/javascript' }))
  // Of a page from the disk no browser starts a module.
  return new Worker((policy ? policy.createScriptURL(url) : url) as string, { type: code === null ? 'module' : 'classic' })
}

/** Text as HTML for the `srcdoc` of a frame in which no script runs. */
export function asFrame(html: string): string {
  return (policy ? policy.createHTML(html) : html) as string
}
