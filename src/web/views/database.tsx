import { useSignal } from '@preact/signals'
import { keepLoaded, nameFor, type Settings } from '../names.js'
import { type DatabaseAsk, type DatabasePreview, noDatabaseEdits } from '../protocol.js'
import { database, databaseEdits, databaseReport, desk, doing, drawnDatabase, editDatabase, forgetDatabaseRows, run } from '../state.js'
import { Command, count, Frame, Happening, LoadJson, saveWith } from './parts.js'

/** Several tables that refer to each other: what was found, corrected in place, and others like them to take away. */
export function DatabasePage() {
  const shown = database.value
  if (!shown) return null
  const rows = shown.tables.reduce((sum, table) => sum + table.rows, 0)
  return (
    <section class="step open" aria-labelledby="database">
      <h1 class="hidden">Synthetic rows from your database</h1>
      <h2 id="database" tabIndex={-1}>
        <span class="step-line">
          {count(shown.tables.length, 'table')}, {count(rows, 'row')}
        </span>
      </h2>
      <div class="step-body">
        <p class="about">
          Rows that belong together stay together: each new row refers to new rows of the other tables, as many and such as in the real
          ones.
        </p>
        <p>
          <img
            class="network"
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(shown.diagram)}`}
            alt="Diagram of the tables and what refers to them; the lists below say the same"
          />
        </p>
        <Tables shown={shown} />
        <Relations shown={shown} />
        <Settle />
        <Notes title="What was noticed while reading" notes={shown.notes} />
        <Make shown={shown} />
      </div>
    </section>
  )
}

function Notes({ title, notes }: { title: string; notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <details class="notes">
      <summary>
        {title} ({notes.length})
      </summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  )
}

function Tables({ shown }: { shown: DatabasePreview }) {
  const { lookups } = databaseEdits.value
  return (
    <fieldset class="rules">
      <legend>
        Tables. Tick those that are to be written as they are, such as a list of countries, and only if nobody can be told by their rows
      </legend>
      {shown.tables.map(({ name, rows, columns, key, isLookup }) => (
        <label class="check" key={name}>
          <input
            type="checkbox"
            checked={isLookup}
            disabled={doing.value !== null}
            onChange={() => void editDatabase({ lookups: isLookup ? lookups.filter((one) => one !== name) : [...lookups, name] })}
          />
          <span>
            {name}{' '}
            <span class="soft">
              {count(rows, 'row')}, {count(columns.length, 'column')}
              {key.length > 0 ? `, key ${key.join(', ')}` : ', no key'}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Relations({ shown }: { shown: DatabasePreview }) {
  const { dropped, added } = databaseEdits.value
  const toggle = (text: string, isSure: boolean, isKept: boolean): void => {
    const without = (list: readonly string[]): string[] => list.filter((one) => one !== text)
    void editDatabase(
      isSure ? { dropped: isKept ? [...dropped, text] : without(dropped) } : { added: isKept ? without(added) : [...added, text] },
    )
  }
  return (
    <fieldset class="rules">
      <legend>What refers to what. Tick what is so</legend>
      {shown.relations.length === 0 && <p class="soft">No column of a table refers to another table; each is learned by itself.</p>}
      {shown.relations.map(({ text, reason, isSure, isKept }) => (
        <label class="check" key={text}>
          <input type="checkbox" checked={isKept} disabled={doing.value !== null} onChange={() => toggle(text, isSure, isKept)} />
          <span>
            {text}{' '}
            <span class="soft">
              {isSure ? '' : 'perhaps: '}
              {reason}
            </span>
          </span>
        </label>
      ))}
      <div class="actions">
        <button
          type="button"
          onClick={async () => {
            const file = await run('database', 'Writing the schema', (options) => desk.call('databaseSchemaFile', [], options))
            if (file) saveWith(settingsOf(), file, 'database', '.schema.json')
          }}
        >
          Save the schema
        </button>
        <LoadJson
          place="database"
          onLoad={async (schema, file) => {
            await editDatabase({ ...noDatabaseEdits, schema })
            if (databaseEdits.value.schema === schema) keepLoaded(settingsOf(), 'database', file)
          }}
        >
          Load a schema
        </LoadJson>
      </div>
    </fieldset>
  )
}

const settlings = {
  orphans: { drop: 'leave these rows out', null: 'empty the reference', stub: 'put in rows of empty cells' },
  keys: { first: 'keep the first row of each key' },
} as const

/** What becomes of what no database would let in. */
function Settle() {
  const { settle } = databaseEdits.value
  const field = (name: keyof typeof settlings, words: string) => (
    <label>
      {words}{' '}
      <select
        value={settle[name] ?? ''}
        disabled={doing.value !== null}
        onChange={({ currentTarget: { value } }) => {
          const { [name]: _, ...others } = settle
          void editDatabase({ settle: value === '' ? others : { ...others, [name]: value } })
        }}
      >
        <option value="">say so, and stop</option>
        {Object.entries(settlings[name]).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <details class="notes" open={Object.keys(settle).length > 0}>
      <summary>Where references or keys are broken</summary>
      <div class="asks">
        {field('orphans', 'References to rows that aren’t there')}
        {field('keys', 'Rows with one key')}
      </div>
    </details>
  )
}

function Make({ shown }: { shown: DatabasePreview }) {
  const seed = useSignal(1)
  const scale = useSignal(1)
  const ask = { seed: seed.value, scale: scale.value }
  const drawn = drawnDatabase.value
  const report = databaseReport.value
  const make = async (): Promise<void> => {
    forgetDatabaseRows()
    const made = await run('database', 'Learning the tables and drawing others', (options) => desk.call('synthDatabase', [ask], options))
    if (made) drawnDatabase.value = made
  }
  const judge = async (): Promise<void> => {
    databaseReport.value = await run('database', 'Judging the tables', (options) => desk.call('databaseReport', [ask], options))
  }
  const take = async (task: 'drawnSqlite' | 'databaseModelFile', stem: string, ending: string): Promise<void> => {
    const file = await run('database', `Writing ${stem}${ending}`, (options) => desk.call(task, [], options))
    if (file) saveWith(settingsOf(ask), file, stem, ending)
  }
  return (
    <>
      <div class="asks">
        <label>
          How many times as many rows{' '}
          <input
            type="number"
            min={0.01}
            step="any"
            value={scale.value}
            onInput={({ currentTarget }) => {
              scale.value = Math.max(0.01, Number(currentTarget.value) || 1)
              forgetDatabaseRows()
            }}
          />
        </label>
        <label>
          Seed{' '}
          <input
            type="number"
            min={0}
            step={1}
            value={seed.value}
            onInput={({ currentTarget }) => {
              seed.value = Math.max(0, Math.floor(Number(currentTarget.value)) || 0)
              forgetDatabaseRows()
            }}
          />
        </label>
      </div>
      <div class="actions">
        <button type="button" class="main" disabled={doing.value !== null} onClick={make}>
          Make synthetic tables
        </button>
        {drawn && (
          <button type="button" onClick={() => saveWith(settingsOf(ask), drawn.zip, 'synthetic', '.zip')}>
            Save as zip
          </button>
        )}
        {drawn && shown.isSqlite && (
          <button type="button" onClick={() => take('drawnSqlite', 'synthetic', '.sqlite')}>
            Save as SQLite
          </button>
        )}
        {drawn && (
          <button type="button" onClick={() => take('databaseModelFile', 'database', '.model.json')}>
            Save the model
          </button>
        )}
        {drawn && (
          <button type="button" disabled={doing.value !== null} onClick={judge}>
            Judge the tables
          </button>
        )}
        {report && (
          <button
            type="button"
            onClick={() => saveWith(settingsOf(ask), new Blob([report], { type: 'text/html' }), 'database', '-report.html')}
          >
            Save the report
          </button>
        )}
      </div>
      <Happening place="database" />
      {drawn && (
        <>
          <p>{drawn.rows.map(({ name, rows }) => `${name} ${rows.toLocaleString('en')}`).join(' · ')} synthetic rows.</p>
          <Notes title="What was noticed while learning" notes={drawn.notes} />
          <h3 class="small">What the model file gives away, and whoever gets the rows may learn from them</h3>
          <ul>
            {drawn.reveals.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {report && (
            <details class="notes" open>
              <summary>The report</summary>
              <Frame html={report} title="Report on the synthetic tables" />
            </details>
          )}
          <p class="soft">The same files, to the byte, in a shell; with --report report.html the report, too:</p>
          <Command text={commandFor(shown, seed.value, scale.value)} />
        </>
      )}
    </>
  )
}

/** On what a file depends: the tables and how they refer to each other, and for rows what was asked for. */
function settingsOf(ask?: DatabaseAsk): Settings {
  const { settle, ...edits } = databaseEdits.value
  return { of: ask ? 'rows' : 'schema', settings: [database.value?.files, edits, ...(ask ? [settle, ask] : [])] }
}

function commandFor({ files }: DatabasePreview, seed: number, scale: number): string {
  const { schema, dropped, added, lookups, settle } = databaseEdits.value
  const quoted = (word: string): string => (/^[\w./=,:+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
  return [
    'npx rowsmith synth',
    ...files.map(quoted),
    '-o synthetic/',
    ...(schema !== null || dropped.length + added.length > 0
      ? [`--schema ${nameFor(settingsOf(), 'database', '.schema.json')}`]
      : lookups.map((name) => `--lookup ${quoted(name)}`)),
    ...Object.entries(settle).map(([name, value]) => `--${name} ${value}`),
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    ...(scale === 1 ? [] : [`--scale ${scale}`]),
  ].join(' ')
}
