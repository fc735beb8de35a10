import { useEffect } from 'preact/hooks'
import type { FitAsk, ModelChoice, ModelView, OptionChoice } from '../protocol.js'
import {
  choices,
  desk,
  doing,
  failure,
  fitAsk,
  fitted,
  formName,
  learn,
  loadChoices,
  model,
  run,
  step,
  table,
  wantsBudget,
} from '../state.js'
import { Happening, StepFrame, saveWith, stem } from './parts.js'

/** What learns the table, and what it found. */
export function ModelStep() {
  const learned = model.value
  const line = learned ? `${learned.title}${isStale(fitted.value) ? ' (settings changed since)' : ''}` : 'nothing learned yet'
  return (
    <StepFrame name="model" title="Model" line={line} isReady={table.value !== null || learned !== null}>
      {table.value && <Choose />}
      <Happening place="model" />
      {learned && <Look model={learned} />}
      {learned && (
        <div class="actions">
          <button
            type="button"
            class={isStale(fitted.value) || isOnTheWay() ? '' : 'main'}
            onClick={() => {
              step.value = 'rows'
            }}
          >
            {isStale(fitted.value) || isOnTheWay()
              ? `Go on with what was learned before: ${learned.title}${learned.private ? '' : ', without differential privacy'}`
              : 'Go on to the rows'}
          </button>
          <SaveModel name={learned.name} />
        </div>
      )}
    </StepFrame>
  )
}

/** Whether somebody is on the way to a fit with differential privacy, and not there yet. */
function isOnTheWay(): boolean {
  return wantsBudget.value && !fitAsk.value.privacy
}

function isStale(done: FitAsk | null): boolean {
  return done !== null && JSON.stringify(done) !== JSON.stringify(fitAsk.value)
}

function Choose() {
  useEffect(() => {
    void loadChoices()
  }, [])
  const ask = fitAsk.value
  const all = choices.value
  const chosen = all.find(({ name }) => name === ask.model)
  const change = (to: Partial<FitAsk>): void => {
    fitAsk.value = { ...fitAsk.value, ...to }
  }
  return (
    <>
      <p class="about">
        The default suits most tables: as close to the rows as it can be without being nearer to them than to others like them.
      </p>
      <label class="wide">
        Model
        <select
          id="model"
          value={ask.model}
          onChange={({ currentTarget }) => {
            const next = all.find(({ name }) => name === currentTarget.value)
            change({ model: currentTarget.value, options: {}, ...(next?.canBePrivate ? {} : { privacy: null }) })
          }}
        >
          {all.length === 0 && <option value={ask.model}>{ask.model}</option>}
          {all.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
              {name === 'sequential-trees' ? ' (default)' : ''}
            </option>
          ))}
        </select>
      </label>
      {chosen && (
        <p class="soft">
          {chosen.summary}
          {chosen.sequences && ' It learns sequences: rows that a key ties together.'}
        </p>
      )}
      {chosen && chosen.options.length > 0 && <Options key={chosen.name} model={chosen} />}
      {chosen && <Privacy model={chosen} />}
      <div class="actions">
        <button
          type="button"
          class={(model.value && !isStale(fitted.value)) || isOnTheWay() ? '' : 'main'}
          disabled={doing.value !== null || (chosen?.needsBudget && !ask.privacy)}
          onClick={learn}
        >
          {chosen?.needsBudget && !ask.privacy
            ? 'Learn with differential privacy'
            : ask.privacy
              ? `Learn with differential privacy, epsilon ${ask.privacy.epsilon}`
              : isOnTheWay()
                ? 'Learn without differential privacy'
                : model.value
                  ? 'Learn again'
                  : 'Learn the table'}
        </button>
        {chosen?.needsBudget && !ask.privacy && (
          <span class="soft">This model learns only with differential privacy: go through the four steps above.</span>
        )}
      </div>
    </>
  )
}

function Options({ model: { options } }: { model: ModelChoice }) {
  const given = Object.keys(fitAsk.value.options).length
  return (
    <details class="notes">
      <summary>Options{given > 0 ? ` (${given} set)` : ''}</summary>
      <div class="options">
        {options.map((option) => (
          <OptionField key={option.name} option={option} />
        ))}
        <label class="field">
          seed
          <input
            type="number"
            min={0}
            step={1}
            value={fitAsk.value.seed}
            onChange={({ currentTarget }) => {
              fitAsk.value = { ...fitAsk.value, seed: Math.max(0, Math.round(Number(currentTarget.value)) || 0) }
            }}
          />
          <span class="soft">the same seed gives the same model, to the byte</span>
        </label>
      </div>
    </details>
  )
}

function OptionField({ option: { name, description, fallback, choices: some } }: { option: OptionChoice }) {
  const value = fitAsk.value.options[name]
  const set = (text: string): void => {
    const { [name]: _, ...others } = fitAsk.value.options
    fitAsk.value = { ...fitAsk.value, options: text.trim() === '' || text === fallback ? others : { ...others, [name]: parsed(text) } }
  }
  return (
    <label class="field">
      {name}
      {some ? (
        <select value={String(value ?? fallback)} onChange={({ currentTarget }) => set(currentTarget.value)}>
          {some.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          type="text"
          value={value === undefined ? '' : String(value)}
          placeholder={fallback === '' ? 'none' : fallback}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      )}
      <span class="soft">{description}</span>
    </label>
  )
}

/** As the command line reads `-O name=value`. */
function parsed(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function Privacy({ model: chosen }: { model: ModelChoice }) {
  const ask = fitAsk.value
  const able = choices.value.filter(({ canBePrivate, sequences }) => canBePrivate && !sequences)
  const take = (model: string): void => {
    wantsBudget.value = true
    fitAsk.value = { ...fitAsk.value, model, options: {} }
  }
  const load = async (file: File | undefined): Promise<void> => {
    if (!file) return
    try {
      fitAsk.value = { ...fitAsk.value, privacy: { epsilon: 1, delta: 1e-9, schema: JSON.parse(await file.text()) } }
      formName.value = file.name
    } catch {
      failure.value = { place: 'model', message: `${file.name}: is no valid JSON; a missing comma or quote? Fill in the form again` }
    }
  }
  const saveForm = async (): Promise<void> => {
    const blob = await run('model', 'Writing the form', (options) => desk.call('schemaFile', [true], options))
    if (blob) saveWith({ of: 'form', settings: [table.value?.name, table.value?.omitted] }, blob, 'public', '.schema.json')
    wantsBudget.value = true
  }
  return (
    <details class="notes" open={chosen.needsBudget || wantsBudget.value}>
      <summary>Privacy: {ask.privacy ? `epsilon ${ask.privacy.epsilon}` : 'measured'}</summary>
      <p>
        Without a budget the page promises nothing that could be proved. It measures, on rows that a second model never saw, how much nearer
        synthetic rows come to rows that were learned, and turns the default model until they come no nearer than chance.
      </p>
      {!ask.privacy && (
        <label class="check">
          <input
            type="checkbox"
            checked={ask.audit}
            onChange={({ currentTarget }) => {
              fitAsk.value = { ...ask, audit: currentTarget.checked }
            }}
          />
          Measure what the model gives away, and tune it
        </label>
      )}
      <div class="budget">
        <p>
          <strong>Differential privacy</strong> is a promise that holds whatever anybody knows or tries. It costs likeness, and takes a form
          that you fill in from what anybody may know of the columns, not from this table. In four steps:
        </p>
        <ol class="ways">
          <li>
            {chosen.canBePrivate ? (
              <>“{chosen.title}” can be learned so.</>
            ) : (
              <>
                “{chosen.title}” can’t be learned so. Take one that can:{' '}
                {able.map(({ name, title }) => (
                  <button type="button" class="link way" key={name} onClick={() => take(name)}>
                    {title}
                  </button>
                ))}
              </>
            )}
          </li>
          <li>
            Save the form. It has the names of your columns, and nothing of the rows.
            <div class="actions">
              <button type="button" disabled={!chosen.canBePrivate || doing.value !== null} onClick={saveForm}>
                Save the form to fill in
              </button>
            </div>
          </li>
          <li>
            Fill it in with a text editor, or have somebody do it who knows such tables: for a column of categories all that there may be,
            such as <code>"levels": ["F", "M"]</code>; for numbers and dates the ends, such as <code>"min": 0, "max": 120</code>; and the
            most rows that there may be, <code>"rowBound": 100000</code>.
          </li>
          <li>
            Load it, and say how strict the promise is.
            <div class="actions">
              <label class={`button ${chosen.canBePrivate ? '' : 'off'}`}>
                Load the filled-in form
                <input
                  type="file"
                  accept=".json"
                  class="hidden"
                  disabled={!chosen.canBePrivate}
                  onChange={({ currentTarget }) => load(currentTarget.files?.[0])}
                />
              </label>
            </div>
          </li>
        </ol>
        {ask.privacy && (
          <>
            <p class="soft">
              By {formName.value || 'the form that you loaded'}. Whoever learns again spends again: add up the epsilons of everything that
              you release from this table.
            </p>
            <label class="field">
              epsilon
              <input
                type="number"
                min={0.01}
                max={10}
                step="any"
                value={ask.privacy.epsilon}
                onChange={({ currentTarget }) => {
                  if (ask.privacy) fitAsk.value = { ...ask, privacy: { ...ask.privacy, epsilon: Number(currentTarget.value) } }
                }}
              />
              <span class="soft">nobody’s odds change by more than e to the epsilon; 1 is common</span>
            </label>
            <label class="field">
              delta
              <input
                type="number"
                min={0}
                max={0.01}
                step="any"
                value={ask.privacy.delta}
                onChange={({ currentTarget }) => {
                  if (ask.privacy) fitAsk.value = { ...ask, privacy: { ...ask.privacy, delta: Number(currentTarget.value) } }
                }}
              />
              <span class="soft">about how likely the promise may fail</span>
            </label>
            <button
              type="button"
              onClick={() => {
                wantsBudget.value = false
                fitAsk.value = { ...ask, privacy: null }
              }}
            >
              Without a budget
            </button>
          </>
        )}
      </div>
    </details>
  )
}

/** What a model is, what it found, and what its file gives away. */
function Look({ model: shown }: { model: ModelView }) {
  return (
    <div class="card">
      <h3>{shown.title}</h3>
      <p>{shown.summary}</p>
      <p>
        <strong>What the model file gives away:</strong> {shown.reveals}
      </p>
      <Measured audit={shown.audit} />
      {shown.dependences.length > 0 && (
        <details class="notes" open>
          <summary>Strongest dependences</summary>
          <ol class="dependences">
            {shown.dependences.slice(0, 8).map(({ a, b, strength }) => (
              <li key={`${a} ${b}`}>
                <span class="strength" style={{ width: `${Math.round(Math.abs(strength) * 100)}%` }} aria-hidden="true" />
                <span class="dependence">
                  {a} and {b}
                </span>{' '}
                <span class="soft">{strength.toFixed(2)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {shown.graph && (
        <details class="notes">
          <summary>The network</summary>
          <img
            class="network"
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(shown.graph)}`}
            alt="The network of the columns: an arrow leads from a column to one that is drawn in view of it"
          />
        </details>
      )}
      <details class="notes">
        <summary>All about it</summary>
        <dl>
          {shown.parameters.map(([name, value], i) => [
            <dt key={`t${i}`}>{name}</dt>,
            <dd key={`d${i}`}>{name === 'options' ? optionsInWords(value) : value}</dd>,
          ])}
        </dl>
      </details>
    </div>
  )
}

function optionsInWords(json: string): string {
  const entries = Object.entries(JSON.parse(json) as Record<string, unknown>)
  return entries.map(([name, own]) => `${name} ${typeof own === 'string' ? own || 'none' : JSON.stringify(own)}`).join(', ')
}

/** What was measured while learning, as the command line says it. */
export function Measured({ audit }: { audit: readonly string[] }) {
  if (audit.length === 0) return null
  return (
    <details class="notes">
      <summary>What was measured while learning</summary>
      <ul>
        {audit.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  )
}

export function SaveModel({ name }: { name: string }) {
  return (
    <button
      type="button"
      onClick={async () => {
        const blob = await run('files', 'Writing the model', (options) => desk.call('modelFile', [], options))
        if (blob) saveWith('model', blob, stem(name), '.model.json')
      }}
    >
      Save the model
    </button>
  )
}
