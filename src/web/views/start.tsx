import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { before, openFile, openFiles, run, view } from '../state.js'
import { Happening } from './parts.js'

interface Sample {
  readonly name: string
  readonly file: string
  readonly rows: number
  readonly about: string
}

/** What the build put into the page: tables to try, and rows that the library made of one of them. */
interface Shipped {
  readonly samples: readonly Sample[]
  readonly show: {
    readonly name: string
    readonly rows: number
    readonly columns: readonly string[]
    readonly real: readonly (readonly string[])[]
    readonly synthetic: readonly (readonly string[])[]
  }
}

/** As modules: the page may load its own scripts and nothing else. */
const texts: Readonly<Record<string, () => Promise<{ readonly text: string }>>> = {
  'penguins.csv': () => import('sample:penguins.csv'),
  'wages-1985.csv': () => import('sample:wages-1985.csv'),
  'birdstrikes.csv': () => import('sample:birdstrikes.csv'),
  'weather.csv': () => import('sample:weather.csv'),
}

const shipped: Shipped = JSON.parse(document.getElementById('shipped')?.textContent ?? '{"samples":[],"show":null}')

/** The empty page: what this is, and where the table goes. */
export function Start() {
  return (
    <>
      <header class="hero">
        <h1>Synthetic rows from your table.</h1>
        <p class="lede">
          Drop a table. Rowsmith learns what it is like, makes new rows that look the same, and says how near they come to real ones. It all
          happens in this page: <strong>nothing is sent anywhere.</strong>
        </p>
      </header>
      <DropZone />
      <Happening place="start" />
      {before.value && (
        <p class="again">
          <button type="button" class="link" onClick={() => before.value && openFile(before.value.file, before.value.edits)}>
            Bring back {before.value.file.name}
          </button>
        </p>
      )}
      <Samples />
      <Show />
      <Assurance />
    </>
  )
}

function DropZone() {
  const over = useSignal(false)
  const input = useRef<HTMLInputElement>(null)
  return (
    <div
      class={`drop ${over.value ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        over.value = true
      }}
      onDragLeave={() => {
        over.value = false
      }}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        over.value = false
        void openFiles(event.dataTransfer?.files)
      }}
    >
      <input
        ref={input}
        id="file"
        type="file"
        multiple
        class="hidden"
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => void openFiles(currentTarget.files)}
      />
      <p class="drop-words">Drop a table here</p>
      <p>
        <button type="button" class="main" onClick={() => input.current?.click()}>
          Choose a file
        </button>{' '}
        <button type="button" onClick={paste}>
          Paste
        </button>
      </p>
      <p class="soft">
        CSV, TSV, JSON, Parquet, Arrow, Excel, also packed (.gz); several at once, or SQLite, for tables that refer to each other; a model
        that you saved; or a schema that states what rows should be like. Nothing is kept when you close or reload the page.
      </p>
    </div>
  )
}

async function paste(): Promise<void> {
  const text = await run('start', 'Reading the clipboard', async () => {
    try {
      return await navigator.clipboard.readText()
    } catch {
      throw new Error('the browser does not let the page look at the clipboard; click into the page and press Ctrl+V (⌘V on a Mac)')
    }
  })
  if (text !== null) await openText(text)
}

export async function openText(text: string): Promise<void> {
  await openFile({ name: 'pasted.csv', blob: new Blob([text]) })
}

function Samples() {
  const open = async (sample: Sample): Promise<void> => {
    const text = await run('start', `Loading ${sample.file}`, async () => (await texts[sample.file]?.())?.text ?? '')
    if (text !== null) await openFile({ name: sample.file, blob: new Blob([text]) })
  }
  return (
    <section aria-labelledby="try">
      <h2 id="try" class="small">
        Or try one of these
      </h2>
      <ul class="samples">
        {shipped.samples.map((sample) => (
          <li key={sample.file}>
            <button type="button" onClick={() => open(sample)}>
              <strong>{sample.name}</strong>
              <span class="soft">{sample.about}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="soft beside">
        Beside it:{' '}
        <button
          type="button"
          class="link"
          onClick={() => {
            view.value = 'compare'
          }}
        >
          compare tables
        </button>{' '}
        that any program made with the real one.
      </p>
    </section>
  )
}

function Show() {
  const { show } = shipped
  if (!show) return null
  return (
    <section class="show" aria-label="What comes of it">
      <MiniTable title={`${show.real.length} of ${show.rows} real ${show.name}`} kind="real" columns={show.columns} rows={show.real} />
      <MiniTable title={`${show.synthetic.length} that never lived`} kind="synthetic" columns={show.columns} rows={show.synthetic} />
    </section>
  )
}

function MiniTable({
  title,
  kind,
  columns,
  rows,
}: {
  title: string
  kind: string
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}) {
  return (
    <div class={`mini ${kind}`} tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>
          <span class="dot" aria-hidden="true" />
          {title}
        </caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={String(i)}>
              {row.map((cell, j) => (
                <td key={columns[j]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Assurance() {
  return (
    <section class="promise" aria-labelledby="promise">
      <h2 id="promise" class="small">
        Why you can believe that nothing leaves
      </h2>
      <p>
        The page forbids itself to send: its content security policy lets it load its own files and connect to nothing else, no matter what
        its code, or code that somebody slipped into it, tries. It sets no cookies and keeps nothing. To check it yourself: open the
        developer tools of your browser, look at the policy in the head of the page, watch the network while you work; or disconnect from
        the network now and go on. It works just the same.
      </p>
      <p class="soft">
        Synthetic is not automatically anonymous. Rows that look real can still say something about the people behind them; the last step
        measures and attacks that before you pass anything on.
      </p>
    </section>
  )
}
