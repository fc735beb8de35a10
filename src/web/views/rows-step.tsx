import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { ownValue } from '../../table/own.js'
import type { DrawAsk, ModelView } from '../protocol.js'
import { desk, doing, drawAsk, drawn, drawRows, model, showing, step } from '../state.js'
import { Grid } from './grid.js'
import { count, Happening, StepFrame } from './parts.js'

/** How many rows, and which. */
export function RowsStep() {
  const learned = model.value
  const made = drawn.value
  const shown = showing.value
  return (
    <StepFrame name="rows" title="Rows" line={made ? count(made.ask.rows, 'synthetic row') : 'none drawn yet'} isReady={learned !== null}>
      {learned && <Ask model={learned} />}
      <Happening place="rows" />
      {learned && shown && <Shown model={learned} ask={shown} />}
    </StepFrame>
  )
}

function Ask({ model: learned }: { model: ModelView }) {
  const ask = drawAsk.value
  const problem = useProblem(ask)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === '') void drawRows()
      }}
    >
      <div class="asks">
        <label>
          How many
          <input
            type="number"
            min={1}
            max={100_000_000}
            step={1}
            required
            value={ask.rows}
            onInput={({ currentTarget }) => {
              drawAsk.value = { ...drawAsk.value, rows: Math.max(1, Math.round(Number(currentTarget.value)) || 1) }
            }}
          />
        </label>
        <label>
          Seed
          <input
            type="number"
            min={0}
            step={1}
            value={ask.seed}
            onInput={({ currentTarget }) => {
              drawAsk.value = { ...drawAsk.value, seed: Math.max(0, Math.round(Number(currentTarget.value)) || 0) }
            }}
          />
        </label>
      </div>
      <details class="notes" open={ask.where !== ''}>
        <summary>Only rows that satisfy a condition</summary>
        <label class="wide">
          Condition
          <input
            type="text"
            spellcheck={false}
            value={ask.where}
            placeholder={exampleOf(learned)}
            aria-invalid={problem !== ''}
            aria-describedby="where-words wish-problem"
            onInput={({ currentTarget }) => {
              drawAsk.value = { ...drawAsk.value, where: currentTarget.value }
            }}
          />
        </label>
        <p id="where-words" class="soft">
          For instance: age &gt; 60 and oneOf(sex, "F"). Names with blanks: col("Body mass").
        </p>
        <Builder model={learned} />
      </details>
      <Shares model={learned} />
      <p id="wish-problem" class="warning" aria-live="polite" hidden={problem === ''}>
        {problem}
      </p>
      <div class="actions">
        <button type="submit" class={drawn.value ? '' : 'main'} disabled={doing.value !== null || problem !== ''}>
          {drawn.value ? 'Draw again' : `Draw ${count(ask.rows, 'row')}`}
        </button>
      </div>
    </form>
  )
}

/** What is wrong with what is asked for, as it is typed. */
function useProblem(ask: DrawAsk): string {
  const problem = useSignal('')
  const asked = JSON.stringify(ask)
  useEffect(() => {
    const timer = setTimeout(() => {
      desk.call('check', [ask]).then(
        (found) => {
          problem.value = found
        },
        () => {},
      )
    }, 250)
    return () => clearTimeout(timer)
  }, [asked])
  return problem.value
}

/** Levels of a column whose shares can be asked for. */
const mostShares = 20

/** Shares of the levels of one column or another, in per cent; empty ones share the rest as the model has it. */
function Shares({ model: { columns } }: { model: ModelView }) {
  const usable = columns.filter(({ kind, levels }) => kind !== 'text' && levels.length > 1 && levels.length <= mostShares)
  const name = useSignal(usable[0]?.name ?? '')
  const column = usable.find((one) => one.name === name.value)
  if (!column) return null
  const { shares } = drawAsk.value
  const own = ownValue(shares, column.name) ?? {}
  const set = (levels: Readonly<Record<string, number>>): void => {
    const { [column.name]: _, ...others } = drawAsk.value.shares
    drawAsk.value = { ...drawAsk.value, shares: Object.keys(levels).length > 0 ? { ...others, [column.name]: levels } : others }
  }
  const setLevel = (level: string, text: string): void => {
    const { [level]: _, ...others } = own
    set(text === '' ? others : { ...others, [level]: Number(text) / 100 })
  }
  return (
    <details class="notes" open={Object.keys(shares).length > 0}>
      <summary>Other shares than the table has</summary>
      <label class="wide">
        Column
        <select
          value={column.name}
          onChange={({ currentTarget }) => {
            name.value = currentTarget.value
          }}
        >
          {usable.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
              {ownValue(shares, one.name) ? ' (asked for)' : ''}
            </option>
          ))}
        </select>
      </label>
      <div class="shares" role="group" aria-label={`Shares of ${column.name}, in per cent`}>
        {column.levels.map((level) => (
          <label key={level}>
            {level}, %
            <input
              type="number"
              min={0}
              max={100}
              step="any"
              placeholder="as it is"
              value={level in own ? Number((100 * own[level]).toPrecision(5)) : ''}
              onInput={({ currentTarget }) => setLevel(level, currentTarget.value)}
            />
          </label>
        ))}
      </div>
      <div class="actions">
        <button type="button" onClick={() => set(Object.fromEntries(column.levels.map((level) => [level, 1 / column.levels.length])))}>
          Balance {column.name}
        </button>
        <button type="button" disabled={Object.keys(own).length === 0} onClick={() => set({})}>
          As it is
        </button>
      </div>
    </details>
  )
}

/** Adds a comparison to the condition, from lists of columns and levels. */
function Builder({ model: { columns } }: { model: ModelView }) {
  const usable = columns.filter(({ kind }) => kind !== 'id' && kind !== 'text')
  const name = useSignal(usable[0]?.name ?? '')
  const value = useSignal('')
  const sign = useSignal('==')
  const column = usable.find((one) => one.name === name.value)
  if (!column) return null
  const isNumber = column.kind === 'numeric' || column.kind === 'integer'
  const add = (): void => {
    const chosen = value.value === '' ? (column.levels[0] ?? '') : value.value
    const side = isNumber ? chosen : JSON.stringify(chosen)
    const { where } = drawAsk.value
    drawAsk.value = {
      ...drawAsk.value,
      where: `${where.trim() === '' ? '' : `${where} and `}${columnText(column.name)} ${sign.value} ${side}`,
    }
  }
  return (
    <div class="builder" role="group" aria-label="Add to the condition">
      <select
        aria-label="Column"
        value={name.value}
        onChange={({ currentTarget }) => {
          name.value = currentTarget.value
          value.value = ''
        }}
      >
        {usable.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
          </option>
        ))}
      </select>
      <select
        aria-label="Comparison"
        value={sign.value}
        onChange={({ currentTarget }) => {
          sign.value = currentTarget.value
        }}
      >
        {['==', '!=', '<', '<=', '>', '>='].map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      {column.levels.length > 0 ? (
        <select
          aria-label="Level"
          value={value.value === '' ? column.levels[0] : value.value}
          onChange={({ currentTarget }) => {
            value.value = currentTarget.value
          }}
        >
          {column.levels.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
      ) : (
        <input
          aria-label="Value"
          type="text"
          value={value.value}
          onInput={({ currentTarget }) => {
            value.value = currentTarget.value
          }}
        />
      )}
      <button type="button" onClick={add} disabled={column.levels.length === 0 && value.value === ''}>
        Add
      </button>
    </div>
  )
}

/** Names in a sentence, the first of many. */
function listed(names: readonly string[]): string {
  const most = 6
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  const all = rest > 0 ? [...shown, `${rest} more`] : shown
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '')
}

function columnText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `col(${JSON.stringify(name)})`
}

function exampleOf({ columns }: ModelView): string {
  const levelled = columns.find(({ levels }) => levels.length > 1)
  return levelled ? `${columnText(levelled.name)} == ${JSON.stringify(levelled.levels[0])}` : ''
}

function Shown({ model: learned, ask }: { model: ModelView; ask: DrawAsk }) {
  const names = useMemo(() => learned.columns.map(({ name }) => name), [learned])
  const numbers = useMemo(
    () => new Set(learned.columns.filter(({ kind }) => kind === 'numeric' || kind === 'integer').map(({ name }) => name)),
    [learned],
  )
  const made = drawn.value
  return (
    <>
      <Grid key={JSON.stringify(ask)} which="synthetic" rows={ask.rows} names={names} numbers={numbers} label="Synthetic rows" />
      {learned.invented.length > 0 && (
        <p class="soft">
          What stands in {listed(learned.invented)} is made up on purpose: words that are nobody’s name, place or text, and look it. Real
          ones are never copied.
        </p>
      )}
      {made?.notes.map((note) => (
        <p key={note} class="soft">
          {note}
        </p>
      ))}
      {made && (
        <div class="actions">
          <button
            type="button"
            class="main"
            onClick={() => {
              step.value = 'judge'
            }}
          >
            Judge and take away
          </button>
        </div>
      )}
    </>
  )
}
