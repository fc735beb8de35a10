import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Kind, Schema } from '../../index.js'
import { ownValue } from '../../table/own.js'
import { isEdited } from '../command.js'
import { keepLoaded } from '../names.js'
import type { ColumnView, TableView, TaskResult } from '../protocol.js'
import {
  attacked,
  canUndo,
  desk,
  doing,
  drawAsk,
  edit,
  edits,
  makeRows,
  markSensitive,
  omit,
  report,
  run,
  step,
  table,
  undo,
  useSchema,
} from '../state.js'
import { Grid } from './grid.js'
import { Bars, count, Happening, LoadJson, StepFrame, saveWith, stem } from './parts.js'

const kinds: readonly Kind[] = ['numeric', 'integer', 'categorical', 'ordinal', 'boolean', 'datetime', 'id', 'text']
const roles = { feature: 'a column', target: 'to be predicted', key: 'names a row or sequence', order: 'puts rows in order' } as const
const meanings = [
  'email',
  'url',
  'phone',
  'iban',
  'card',
  'ssn',
  'first-name',
  'last-name',
  'full-name',
  'company',
  'job',
  'street',
  'postcode',
  'city',
  'region',
  'country',
  'country-code',
  'latitude',
  'longitude',
  'currency',
  'language',
  'ipv4',
  'uuid',
] as const
/** Columns whose corrections are shown at once, and rules. */
const portion = 60
/** How many of them the browser draws at a time. */
const few = 6

/** How much of a list is there: a few at first, and a few more whenever the browser has had its turn, so that nobody waits for all of it. */
function useGrowing(wanted: number): number {
  const there = useSignal(few)
  useEffect(() => {
    if (there.value >= wanted) return
    const timer = setTimeout(() => {
      there.value += few
    })
    return () => clearTimeout(timer)
  }, [there.value, wanted])
  return Math.min(there.value, wanted)
}

/** What the table is, and what is wrong with what the page thinks of it. */
export function TableStep() {
  const shown = table.value
  if (!shown) return null
  const corrected = isEdited(edits.value) ? ', corrected' : ''
  const without = shown.omitted.length > 0 ? `, ${shown.omitted.length} left out` : ''
  return (
    <StepFrame
      name="table"
      title="Table"
      line={`${shown.name}: ${count(shown.rows, 'row')}, ${count(shown.columns.length, 'column')}${without}${corrected}`}
      isReady
    >
      <Opened table={shown} />
    </StepFrame>
  )
}

function Opened({ table: shown }: { table: TableView }) {
  const names = useMemo(() => shown.columns.filter(({ schema }) => !('beside' in schema && schema.beside)).map(({ name }) => name), [shown])
  const numbers = useMemo(
    () => new Set(shown.columns.filter(({ schema }) => schema.kind === 'numeric' || schema.kind === 'integer').map(({ name }) => name)),
    [shown],
  )
  return (
    <>
      <p class="about">
        <strong>{shown.name}</strong> has {count(shown.rows, 'row')} and {count(shown.columns.length, 'column')}.
      </p>
      <Grid
        key={[shown.name, ...shown.omitted.map(({ name }) => name)].join('\n')}
        which="real"
        rows={shown.rows}
        names={names}
        numbers={numbers}
        label={`Rows of ${shown.name}`}
      />
      <div class="actions">
        <button type="button" class="main" disabled={doing.value !== null} onClick={makeRows}>
          Make {count(drawAsk.value.rows, 'synthetic row')}
        </button>
        <span class="soft">or first see what each column is taken for, below</span>
      </div>
      {shown.fileNotes.length + shown.notes.length > 0 && (
        <details class="notes">
          <summary>How the file was read ({shown.fileNotes.length + shown.notes.length})</summary>
          <ul>
            {[...shown.fileNotes, ...shown.notes].map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <h3>What each column is</h3>
      <p class="soft">A guess that is wrong is put right here; everything after follows it.</p>
      <Happening place="table" />
      <Proposal columns={shown.columns} />
      <Columns columns={shown.columns} omitted={shown.omitted} />
      <Rules rules={shown.rules} />
      <KeptRules schema={shown.schema} known={new Set(shown.rules.map(({ text }) => text))} />
      <div class="actions">
        <button
          type="button"
          disabled={doing.value !== null}
          onClick={() => {
            step.value = 'model'
          }}
        >
          Go on to the model
        </button>
        <button type="button" disabled={!canUndo.value} onClick={undo}>
          Undo
        </button>
        <SchemaFile name={shown.name} />
      </div>
    </>
  )
}

/** Columns that may be sensitive, to be marked at a click. */
function Proposal({ columns }: { columns: readonly ColumnView[] }) {
  const proposed = columns.filter(({ perhapsSensitive }) => perhapsSensitive !== null)
  if (proposed.length === 0) return null
  return (
    <div class="card proposal">
      <p>
        <strong>Perhaps sensitive, if the rows are people:</strong>{' '}
        {proposed.map(({ name, perhapsSensitive }) => `${name} (${perhapsSensitive})`).join(', ')}. What is marked as sensitive is what
        attacks try to find out about people, knowing all the rest. The rows that are made do not depend on it
        {(attacked.value || report.value) && '; attacks and report are to be done again'}.
      </p>
      <div class="actions">
        <button
          type="button"
          disabled={doing.value !== null}
          onClick={() =>
            markSensitive(
              proposed.map(({ name }) => name),
              true,
            )
          }
        >
          Mark {proposed.length === 1 ? 'it' : proposed.length === 2 ? 'both' : `all ${proposed.length}`} as sensitive
        </button>
        <span class="soft">or one by one below</span>
      </div>
    </div>
  )
}

function Columns({ columns, omitted }: Pick<TableView, 'columns' | 'omitted'>) {
  const most = useSignal(portion)
  const wanted = useSignal('')
  const found = inPlace(columns, omitted).filter(({ name }) => name.toLowerCase().includes(wanted.value.toLowerCase()))
  const there = useGrowing(Math.min(most.value, found.length))
  return (
    <>
      {columns.length > portion && (
        <p>
          <label>
            Find a column{' '}
            <input
              type="search"
              value={wanted.value}
              onInput={({ currentTarget }) => {
                wanted.value = currentTarget.value
              }}
            />
          </label>
        </p>
      )}
      <ul class="columns">
        {found
          .slice(0, there)
          .map((column) =>
            'schema' in column ? (
              <ColumnCard key={column.name} column={column} />
            ) : (
              <OmittedCard key={`without ${column.name}`} name={column.name} />
            ),
          )}
      </ul>
      {found.length > most.value && (
        <button
          type="button"
          onClick={() => {
            most.value += 200
          }}
        >
          Show {Math.min(200, found.length - most.value)} more of {count(found.length, 'column')}
        </button>
      )}
    </>
  )
}

/** All columns in the order of the table, with those that are left out where they stand. */
function inPlace(columns: TableView['columns'], omitted: TableView['omitted']): readonly (ColumnView | TableView['omitted'][number])[] {
  if (omitted.length === 0) return columns
  const standing = (at: string | null) => omitted.filter(({ before }) => before === at)
  return [...columns.flatMap((column) => [...standing(column.name), column]), ...standing(null)]
}

/** Leaves a column out or takes it back, and goes on where the button was. */
async function toggle(name: string, isOut: boolean): Promise<void> {
  await omit(name, isOut)
  setTimeout(() => document.getElementById(`omit-${name}`)?.focus())
}

function OmittedCard({ name }: { name: string }) {
  return (
    <li class="column omitted">
      <div class="column-line">
        <span class="column-name">
          <s>{name}</s> <span class="soft">left out of all that follows</span>
        </span>
        <button type="button" class="quiet" id={`omit-${name}`} disabled={doing.value !== null} onClick={() => toggle(name, false)}>
          Take back<span class="hidden"> {name}</span>
        </button>
      </div>
    </li>
  )
}

function ColumnCard({ column }: { column: ColumnView }) {
  const { name, schema } = column
  const isOpen = useSignal(false)
  const id = `column-${name}`
  const isMadeAnew = schema.kind === 'id' || schema.kind === 'text'
  return (
    <li class="column">
      <div class="column-line">
        <span class="column-name" id={id}>
          {name}
          {schema.sensitive && <span class="tag">sensitive</span>}
          {schema.role !== 'feature' && <span class="tag">{schema.role === 'sequence-key' ? 'key' : schema.role}</span>}
        </span>
        <select
          aria-label={`Kind of ${name}`}
          value={schema.kind}
          disabled={doing.value !== null}
          onChange={({ currentTarget }) => edit({ schema: null, kinds: { ...edits.value.kinds, [name]: currentTarget.value as Kind } })}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {kind}
            </option>
          ))}
        </select>
        <Bars bars={column.bars} label={`Distribution of ${name}: ${column.summary}`} />
        <span class="column-ways">
          <button
            type="button"
            class="quiet"
            aria-expanded={isOpen.value}
            onClick={() => {
              isOpen.value = !isOpen.value
            }}
          >
            {isOpen.value ? 'Less' : 'More'}
            <span class="hidden"> about {name}</span>
          </button>
          {!('beside' in schema && schema.beside) && (
            <button type="button" class="quiet" id={`omit-${name}`} disabled={doing.value !== null} onClick={() => toggle(name, true)}>
              Leave out<span class="hidden"> {name}</span>
            </button>
          )}
        </span>
      </div>
      <p class="soft column-words">
        {isMadeAnew ? '' : column.summary}
        {column.summary && !isMadeAnew && '. '}Taken for {article(schema.kind)} because: {column.reason}.
        {column.missing > 0 && ` Missing in ${count(column.missing, 'row')}.`}
      </p>
      {column.treatment && <p class="column-words">In synthetic rows: {column.treatment}</p>}
      {column.perhapsSensitive && (
        <p class="column-words">
          Perhaps sensitive ({column.perhapsSensitive}).{' '}
          <button type="button" class="link" disabled={doing.value !== null} onClick={() => markSensitive([name], true)}>
            Mark {name} as sensitive
          </button>
        </p>
      )}
      {column.warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      {isOpen.value && <ColumnEditor column={column} />}
    </li>
  )
}

function ColumnEditor({ column: { name, schema } }: { column: ColumnView }) {
  const role = schema.role === 'sequence-key' ? 'key' : schema.role
  const setRole = (wanted: string): void => {
    const { targets, key, order } = edits.value
    const others = targets.filter((target) => target !== name)
    void edit({
      schema: null,
      targets: wanted === 'target' ? [...others, name] : others,
      key: wanted === 'key' ? name : key === name ? null : key,
      order: wanted === 'order' ? name : order === name ? null : order,
    })
  }
  const words = ownValue(edits.value.missing, name) ?? schema.missing
  return (
    <div class="editor">
      <label>
        What it is for
        <select value={role} onChange={({ currentTarget }) => setRole(currentTarget.value)}>
          {Object.entries(roles).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label>
        What the values are
        <select
          value={schema.meaning ?? ''}
          onChange={({ currentTarget }) => edit({ schema: null, meanings: { ...edits.value.meanings, [name]: currentTarget.value } })}
        >
          <option value="">nothing in particular</option>
          {schema.meaning && !meanings.some((meaning) => meaning === schema.meaning) && (
            <option value={schema.meaning}>{schema.meaning}</option>
          )}
          {meanings.map((meaning) => (
            <option key={meaning} value={meaning}>
              {meaning}
            </option>
          ))}
        </select>
      </label>
      <label>
        Words for a missing cell, separated by commas
        <input
          type="text"
          value={words.filter((word) => word !== '').join(', ')}
          placeholder="NA, unknown, 999"
          onChange={({ currentTarget }) =>
            edit({
              schema: null,
              missing: {
                ...edits.value.missing,
                [name]: currentTarget.value
                  .split(',')
                  .map((word) => word.trim())
                  .filter((word) => word !== ''),
              },
            })
          }
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={schema.sensitive}
          disabled={doing.value !== null}
          onChange={({ currentTarget }) => markSensitive([name], currentTarget.checked)}
        />
        Sensitive: its disclosure would hurt somebody
      </label>
    </div>
  )
}

function Rules({ rules }: { rules: TableView['rules'] }) {
  const most = useSignal(portion)
  const there = useGrowing(Math.min(most.value, rules.length))
  if (rules.length === 0) return null
  return (
    <fieldset class="rules">
      <legend>Found to hold in every row, and kept in synthetic ones</legend>
      {rules.slice(0, there).map(({ text, kept }) => (
        <label class="check" key={text}>
          <input
            type="checkbox"
            checked={kept}
            onChange={({ currentTarget }) =>
              edit({
                schema: null,
                dropped: currentTarget.checked ? edits.value.dropped.filter((other) => other !== text) : [...edits.value.dropped, text],
              })
            }
          />
          {text}
        </label>
      ))}
      {rules.length > most.value && (
        <button
          type="button"
          onClick={() => {
            most.value += 200
          }}
        >
          Show {Math.min(200, rules.length - most.value)} more of {count(rules.length, 'rule')}
        </button>
      )}
    </fieldset>
  )
}

/** Rules that were looked for or written down, of which those that are ticked hold in every synthetic row; `known` are kept anyway. */
function KeptRules({ schema, known }: { schema: Schema; known: ReadonlySet<string> }) {
  const found = useSignal<TaskResult<'foundRules'> | null>(null)
  const own = useSignal('')
  const problem = useSignal('')
  const rules = (schema.rules ?? []).map((one) => (typeof one === 'string' ? one : one.rule))
  const setRules = (wanted: readonly string[]): void => void edit({ schema: null, rules: wanted })
  const evidence = new Map(found.value?.map((one) => [one.rule, one.evidence]))
  const shown = [...new Set([...rules, ...[...evidence.keys()].filter((rule) => !known.has(rule))])]
  const look = async (): Promise<void> => {
    found.value = (await run('table', 'Looking for rules', (options) => desk.call('foundRules', [], options))) ?? found.value
  }
  const add = async (): Promise<void> => {
    const rule = own.value.trim()
    problem.value = await desk.call('checkRule', [rule])
    if (problem.value !== '') return
    own.value = ''
    if (!rules.includes(rule)) setRules([...rules, rule])
  }
  return (
    <details class="notes" open={rules.length > 0}>
      <summary>Rules that must hold in every row ({rules.length})</summary>
      {shown.length > 0 && (
        <fieldset class="rules">
          <legend>Tick those that are no accident</legend>
          {shown.map((rule) => (
            <label class="check" key={rule}>
              <input
                type="checkbox"
                checked={rules.includes(rule)}
                disabled={doing.value !== null}
                onChange={({ currentTarget }) =>
                  setRules(currentTarget.checked ? [...rules, rule] : rules.filter((other) => other !== rule))
                }
              />
              <span>
                <code>{rule}</code> {evidence.has(rule) && <span class="soft">{evidence.get(rule)}</span>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {found.value?.every(({ rule }) => known.has(rule)) && <p class="soft">None was found beyond what is kept anyway.</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <label class="wide">
          A rule of your own
          <input
            type="text"
            spellcheck={false}
            value={own.value}
            placeholder="start <= end"
            aria-invalid={problem.value !== ''}
            aria-describedby="rule-problem"
            onInput={({ currentTarget }) => {
              own.value = currentTarget.value
              problem.value = ''
            }}
          />
        </label>
        <p id="rule-problem" class="warning" aria-live="polite" hidden={problem.value === ''}>
          {problem.value}
        </p>
        <div class="actions">
          <button type="submit" disabled={own.value.trim() === '' || doing.value !== null}>
            Add
          </button>
          <button type="button" disabled={doing.value !== null} onClick={look}>
            Look for rules in the table
          </button>
        </div>
      </form>
    </details>
  )
}

function SchemaFile({ name }: { name: string }) {
  return (
    <>
      <button
        type="button"
        onClick={async () => {
          const blob = await run('table', 'Writing the schema', (options) => desk.call('schemaFile', [false], options))
          if (blob) saveWith('schema', blob, stem(name), '.schema.json')
        }}
      >
        Save the schema
      </button>
      <LoadJson
        place="table"
        onLoad={async (schema, file) => {
          await useSchema(schema as Schema)
          if (edits.value.schema === schema) keepLoaded('schema', stem(name), file)
        }}
      >
        Load a schema
      </LoadJson>
    </>
  )
}

function article(kind: string): string {
  return kind === 'id' ? 'a key' : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} column`
}
