import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { FileFormat } from '../../index.js'
import { describedCommand, isEdited, sampleCommand, shellCommand } from '../command.js'
import { nameFor } from '../names.js'
import type { AttackView, DrawAsk, DrawnPage } from '../protocol.js'
import { attacked, desk, doing, drawn, edits, file, fitted, formName, model, report, run, step, table, wantsBudget } from '../state.js'
import { Measured, SaveModel } from './model-step.js'
import { Command, count, Frame, Happening, StepFrame, saveWith, stem } from './parts.js'

const formats: readonly { readonly format: FileFormat; readonly title: string }[] = [
  { format: 'csv', title: 'CSV' },
  { format: 'parquet', title: 'Parquet' },
  { format: 'arrow', title: 'Arrow' },
  { format: 'json', title: 'JSON' },
  { format: 'ndjson', title: 'NDJSON' },
]

/** The files, whether they may be sent on, and how good the rows are. */
export function JudgeStep() {
  const made = drawn.value
  return (
    <StepFrame name="judge" title="Judge and take away" line="files, attacks, report" isReady={made !== null}>
      {made && table.value && <SendOn />}
      {made && <Files made={made} />}
      {made && table.value && <Report />}
      {made && <InShell ask={made.ask} />}
    </StepFrame>
  )
}

function Files({ made }: { made: DrawnPage & { readonly ask: DrawAsk } }) {
  const base = stem(file.value?.name ?? 'rows')
  const own = table.value?.format ?? 'csv'
  const take = async (format: FileFormat): Promise<void> => {
    const blob = format === own ? made.file : await run('files', `Writing ${format}`, (options) => desk.call('rowsAs', [format], options))
    if (blob) saveWith('rows', blob, base, `-synthetic.${format}`)
  }
  return (
    <>
      <h3>Take the rows</h3>
      <p class="about">
        {count(made.ask.rows, 'synthetic row')}, {size(made.file.size)} as {own.toUpperCase()}.
      </p>
      {attacked.value && isDetected(attacked.value) && (
        <p class="warning">Attacks get through: not as they are to be sent to anybody. See above.</p>
      )}
      {!attacked.value && table.value && (
        <p class="soft">Nobody has examined yet whether they may be sent on: see above. For tests in the house, take them.</p>
      )}
      <div class="actions">
        {formats.map(({ format, title }) => (
          <button
            type="button"
            key={format}
            class={format === own || (format === 'csv' && !formats.some((one) => one.format === own)) ? 'main' : ''}
            disabled={doing.value !== null}
            onClick={() => take(format)}
          >
            {title}
          </button>
        ))}
        <SaveModel name={base} />
      </div>
      {model.value && !isDescribed() && <p class="soft">The model holds {model.value.reveals}.</p>}
      <Happening place="files" />
      {!table.value && (
        <p class="soft">
          {isDescribed()
            ? 'They are drawn by the description alone: no real row had a part in them.'
            : 'Whether they may be sent on can be found out with the table only: drop it instead of the model, or ask who made the model.'}
        </p>
      )}
    </>
  )
}

/** Whether the rows come from what a schema states. */
function isDescribed(): boolean {
  return model.value?.model === 'description'
}

function InShell({ ask }: { ask: DrawAsk }) {
  return (
    <>
      <h3>The same in a shell</h3>
      <CommandFor ask={ask} />
    </>
  )
}

function CommandFor({ ask }: { ask: DrawAsk }) {
  const fit = fitted.value
  const name = file.value?.name ?? ''
  const base = stem(name || 'rows')
  const hasTexts = model.value?.columns.some(({ kind }) => kind === 'text')
  const ending = table.value?.format === 'sqlite' ? 'csv' : (name.split('.').at(-1) ?? 'csv')
  if (isDescribed()) return <Command text={describedCommand(name, ask, nameFor('rows', base, '-synthetic.csv'))} />
  if (!fit || !table.value) return <Command text={sampleCommand(name, ask, nameFor('rows', base, '-synthetic.csv'))} />
  const schema = fit.privacy
    ? formName.value || 'public.schema.json'
    : isEdited(edits.value)
      ? nameFor('schema', base, '.schema.json')
      : null
  const output = nameFor('rows', base, `-synthetic.${ending}`)
  return (
    <>
      <Command
        text={shellCommand(fit, ask, {
          table: name,
          schema,
          omitted: edits.value.omitted,
          output,
          learned: table.value.rows,
        })}
      />
      <p class="soft">
        {fit.privacy
          ? 'Its rows will be others: the noise of a private fit is never the same twice.'
          : hasTexts
            ? 'It makes the same bytes, but for names of people, places and firms where @faker-js/faker is installed.'
            : 'It makes the same bytes.'}
        {schema && !fit.privacy && ' It needs your corrections: save the schema in the first step.'}
      </p>
    </>
  )
}

function Report() {
  const thorough = useSignal(false)
  const judge = async (): Promise<void> => {
    const metrics = thorough.value ? ['standard'] : []
    const html = await run('judge', 'Judging', (options) => desk.call('report', [metrics], options))
    if (html) report.value = html
  }
  return (
    <>
      <h3>How good are they?</h3>
      {fitted.value?.privacy ? (
        <p class="soft">
          A report says how real rows look, which no budget covers. For your own eyes, compare the rows with the table: Compare tables.
        </p>
      ) : (
        <>
          <p class="about">
            A second model is fitted to a part of the rows and judged by the others, which it never saw: between what other real rows score
            and what rows without any structure do.
          </p>
          <div class="actions">
            <button type="button" disabled={doing.value !== null} onClick={judge}>
              {report.value ? 'Judge again' : 'Judge the rows'}
            </button>
            <label class="check">
              <input
                type="checkbox"
                checked={thorough.value}
                onChange={({ currentTarget }) => {
                  thorough.value = currentTarget.checked
                }}
              />{' '}
              everything, which takes longer
            </label>
            {report.value && (
              <button
                type="button"
                onClick={() =>
                  report.value &&
                  saveWith('rows', new Blob([report.value], { type: 'text/html' }), stem(file.value?.name ?? 'rows'), '-report.html')
                }
              >
                Save the report
              </button>
            )}
          </div>
        </>
      )}
      <Happening place="judge" />
      {report.value && (
        <details class="notes" open>
          <summary>The report</summary>
          <Frame html={report.value} title="Report on the synthetic rows" />
        </details>
      )}
    </>
  )
}

/** Attacks on the rows, and what they say of whether the rows may be passed on. */
function SendOn() {
  const input = useRef<HTMLInputElement>(null)
  const attack = async (holdout: File | null): Promise<void> => {
    const picked = holdout ? { name: holdout.name, blob: holdout } : null
    const done = await run('attack', 'Attacking the rows', (options) => desk.call('attack', [picked], options))
    if (done) attacked.value = done
  }
  const found = attacked.value
  const base = stem(file.value?.name ?? 'rows')
  return (
    <>
      <h3>May they be sent on?</h3>
      {found ? <Verdicts found={found} /> : <Unattacked />}
      <Measured audit={model.value?.audit ?? []} />
      <div class="actions">
        <button type="button" class={found ? '' : 'main'} disabled={doing.value !== null} onClick={() => attack(null)}>
          Attack, keeping a part aside
        </button>
        <button type="button" disabled={doing.value !== null} onClick={() => input.current?.click()}>
          Attack with a file of others
        </button>
        <input
          ref={input}
          type="file"
          class="hidden"
          tabIndex={-1}
          aria-hidden="true"
          onChange={({ currentTarget }) => {
            const [first] = currentTarget.files ?? []
            if (first) void attack(first)
          }}
        />
        {found && (
          <button type="button" onClick={() => saveWith('rows', new Blob([found.page], { type: 'text/html' }), base, '-privacy.html')}>
            Save the privacy report
          </button>
        )}
        {found?.statement && (
          <button
            type="button"
            onClick={() => found.statement && saveWith('rows', new Blob([found.statement], { type: 'text/html' }), base, '-statement.html')}
          >
            Save the statement for others
          </button>
        )}
      </div>
      <Happening place="attack" />
      {found && (
        <details class="notes">
          <summary>The privacy report</summary>
          <Frame html={found.page} title="Privacy report" />
        </details>
      )}
    </>
  )
}

function Unattacked() {
  return (
    <p class="about">
      Not before somebody tried what an adversary would: find people, tell who was in the table, infer what is secret. That takes rows of
      other people, which no model saw. The page keeps a part of this table aside and attacks not these rows, but those of a second model,
      made the same way, that learned the rest; or give it a file of other people, of the same columns.
    </p>
  )
}

const verdictSigns = { detected: '●', inconclusive: '?', 'not detected': '○' } as const

function Verdicts({ found }: { found: AttackView }) {
  const { verdicts } = found
  return (
    <>
      <p class="about">
        <strong>{found.headline}</strong> {wayOn(found)} Whether the rows may leave the house is decided by somebody who answers for it; the
        privacy report has a form for that. <ToBudget />
      </p>
      <ul class="verdicts">
        {verdicts.map(({ question, verdict, isNear }) => (
          <li key={question} class={verdict === 'detected' ? 'bad' : ''}>
            <span aria-hidden="true">{verdictSigns[verdict]}</span>
            <span>
              {question} <strong>{verdictWords[verdict]}</strong>
              {isNear && verdict !== 'detected' && ' One attack comes near it, more than chance if it were the only one: see the report.'}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** To where the promise is made that needs no attack. */
function ToBudget() {
  if (fitted.value?.privacy) return null
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        wantsBudget.value = true
        step.value = 'model'
      }}
    >
      How to learn with differential privacy
    </button>
  )
}

function isDetected({ verdicts }: AttackView): boolean {
  return verdicts.some(({ verdict }) => verdict === 'detected')
}

/** What helps, or what the verdict leaves open. */
function wayOn(found: AttackView): string {
  if (isDetected(found))
    return 'What helps: a model that keeps less of single rows (a larger leaf, or another one), fewer columns, or differential privacy.'
  if (found.verdicts.some(({ verdict }) => verdict === 'inconclusive'))
    return 'An open question is no yes. Ways on: attack with a file of other people, a table of more rows, or a fit with differential privacy, whose promise needs no attack.'
  return 'That proves nothing about attacks that were not tried.'
}

const verdictWords = {
  detected: 'Yes, beyond chance.',
  inconclusive: 'It can’t be told.',
  'not detected': 'No attack that was tried could.',
} as const

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
