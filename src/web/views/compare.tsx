import { useSignal } from '@preact/signals'
import { compared, desk, doing, file, run, view } from '../state.js'
import { Frame, Happening, saveWith } from './parts.js'

/** Tables that any program made, judged beside the real one. */
export function Compare() {
  const real = useSignal<File | null>(null)
  const made = useSignal<readonly File[]>([])
  const judge = async (): Promise<void> => {
    const first = real.value
    if (!first) return
    const others = made.value.map((one) => ({ name: one.name, blob: one }))
    const html = await run('compare', 'Comparing', (options) =>
      desk.call('compare', [{ name: first.name, blob: first }, others, []], options),
    )
    if (html) compared.value = html
  }
  return (
    <section class="step open" aria-labelledby="compare">
      <h1 class="hidden">Synthetic tables beside the real one</h1>
      <h2 id="compare" tabIndex={-1}>
        <span class="step-line">Compare tables</span>
      </h2>
      <div class="step-body">
        <p class="about">
          Any program may have made the synthetic tables. All are judged against the real one, at the same size, between the same ceiling
          and floor.
        </p>
        <label class="wide">
          The real table{' '}
          <input
            type="file"
            onChange={({ currentTarget }) => {
              real.value = currentTarget.files?.[0] ?? null
            }}
          />
        </label>
        <label class="wide">
          One or more synthetic tables{' '}
          <input
            type="file"
            multiple
            onChange={({ currentTarget }) => {
              made.value = [...(currentTarget.files ?? [])]
            }}
          />
        </label>
        <div class="actions">
          <button type="button" class="main" disabled={doing.value !== null || !real.value || made.value.length === 0} onClick={judge}>
            Compare
          </button>
          <button
            type="button"
            onClick={() => {
              view.value = file.value ? 'steps' : 'start'
            }}
          >
            Back
          </button>
          {compared.value && (
            <button
              type="button"
              onClick={() =>
                compared.value &&
                saveWith(
                  { of: 'comparison', settings: compared.value },
                  new Blob([compared.value], { type: 'text/html' }),
                  'comparison',
                  '.html',
                )
              }
            >
              Save the report
            </button>
          )}
        </div>
        <Happening place="compare" />
        {compared.value && <Frame html={compared.value} title="Comparison" />}
      </div>
    </section>
  )
}
