import { render } from 'preact'
import { doing, drawnDatabase, model, openFile, openFiles, spoken, startOver, undo, view } from './state.js'
import { Compare } from './views/compare.js'
import { DatabasePage } from './views/database.js'
import { JudgeStep } from './views/judge-step.js'
import { ModelStep } from './views/model-step.js'
import { Handed } from './views/parts.js'
import { RowsStep } from './views/rows-step.js'
import { openText, Start } from './views/start.js'
import { TableStep } from './views/table-step.js'

function Page() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <span class="brand">
          <span class="mark" aria-hidden="true" />
          Rowsmith
        </span>
        <span class="bar-words soft">Nothing leaves this page</span>
        {(view.value === 'steps' || view.value === 'database') && (
          <button type="button" class="quiet" onClick={startOver}>
            Another table
          </button>
        )}
        {view.value === 'steps' && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              view.value = 'compare'
            }}
          >
            Compare tables
          </button>
        )}
      </header>
      <main id="main">
        {view.value === 'start' && <Start />}
        {view.value === 'compare' && <Compare />}
        {view.value === 'database' && <DatabasePage />}
        {view.value === 'steps' && (
          <>
            <h1 class="hidden">Synthetic rows from your table</h1>
            <TableStep />
            <ModelStep />
            <RowsStep />
            <JudgeStep />
          </>
        )}
      </main>
      <Handed />
      <footer class="foot soft">
        Rowsmith makes synthetic rows in your browser. It is free software; the same is in the command line: <code>npx rowsmith synth</code>
        .
      </footer>
      <div class="hidden" role="status" aria-live="polite">
        {spoken.value}
      </div>
    </>
  )
}

// A file that is dropped anywhere on the page is a table; without this the browser would leave the page for it.
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', (event) => {
  event.preventDefault()
  if (view.value !== 'compare') void openFiles(event.dataTransfer?.files)
})
addEventListener('paste', (event) => {
  const target = event.target as Element
  if (view.value !== 'start' || target.matches?.('input, textarea')) return
  const [pasted] = event.clipboardData?.files ?? []
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (pasted) void openFile({ name: pasted.name, blob: pasted })
  else if (text !== '') void openText(text)
})
// Nothing is kept, so that the browser asks before what took a while is gone.
addEventListener('beforeunload', (event) => {
  if (doing.value || model.value || drawnDatabase.value) event.preventDefault()
})
addEventListener('keydown', (event) => {
  const isTyping = (event.target as Element).matches?.('input, textarea, select')
  if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !isTyping && view.value === 'steps') {
    event.preventDefault()
    void undo()
  }
})

/** Works offline from the second load on, where it was served; a file needs nothing. */
async function keepPage(): Promise<void> {
  if (
    !('serviceWorker' in navigator) ||
    !/^https?:$/.test(location.protocol) ||
    document.querySelector('#worker-code, [name="rowsmith-table"]')
  )
    return
  const policy = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } } })
    .trustedTypes
  const url = new URL('./service-worker.js', document.baseURI).href
  await navigator.serviceWorker.register(
    (policy ? policy.createPolicy('rowsmith-offline', { createScriptURL: () => url }).createScriptURL(url) : url) as string,
  )
}

/** The table that `rowsmith ui <table>` was given. */
async function openGiven(): Promise<void> {
  const given = document.querySelector<HTMLMetaElement>('meta[name="rowsmith-table"]')?.content
  if (!given) return
  const response = await fetch(new URL('./table', document.baseURI))
  if (response.ok) await openFile({ name: given, blob: await response.blob() })
}

render(<Page />, document.body)
void keepPage().catch(() => {})
void openGiven()
