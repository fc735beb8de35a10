import * as z from 'zod'
import type { LedgerRecord } from '../../dp/accounting/ledger.js'
import { joinProblems, ModelFileError } from '../../errors.js'
import { timeUnits } from '../../table/shape/columns.js'
import { calendarPart, parseSchema } from '../../table/shape/schema.js'
import { checkState } from '../shapes/check.js'
import type { FittedModel } from '../synthesizer.js'
import { upToDate } from './model-format.js'

const arrays = {
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  float32: Float32Array,
} as const
type ArrayName = keyof typeof arrays
type TypedArray = InstanceType<(typeof arrays)[ArrayName]>

/** Arrays up to this length are written as numbers that a person can read, longer ones as base64 of their little-endian bytes. */
const readableLength = 32

/** The model as text: JSON in which a typed array is `{"float64": [1, 2.5]}` or `{"float64": "base64"}`. */
export function stringifyModel(model: FittedModel): string {
  const plain = JSON.parse(stringifyState(model)) as Record<string, unknown>
  const lines = Object.entries(plain).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${key === 'schema' ? indentList(value) : JSON.stringify(value)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

/** Plain data as JSON. */
export function stringifyState(state: unknown): string {
  return JSON.stringify(state, (_, value) => (ArrayBuffer.isView(value) ? packArray(value as TypedArray) : value))
}

/** The plain data that `stringifyState` wrote; throws a ModelFileError where that isn't so. */
export function parseState(text: string, where: string): unknown {
  try {
    return JSON.parse(text, revive)
  } catch (error) {
    if (error instanceof ModelFileError) throw error
    throw new ModelFileError(where, 'is not a model file: it is no valid JSON; was it cut off or edited? Fit the model again', {
      cause: error,
    })
  }
}

/** One column a line: readable, and small all the same. */
function indentList(schema: unknown): string {
  const { columns, ...rest } = schema as { columns: unknown[] }
  const list = columns.map((column) => `\n      ${JSON.stringify(column)}`).join(',')
  const others = Object.entries(rest).map(([key, value]) => `\n    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `{${[...others, `\n    "columns": [${list}\n    ]`].join(',')}\n  }`
}

function packArray(values: TypedArray): Record<string, unknown> {
  const name = (Object.keys(arrays) as ArrayName[]).find((name) => values instanceof arrays[name])
  if (!name) throw new ModelFileError('model', `holds a ${values.constructor.name}, which has no place in a model file`)
  if (values.length <= readableLength && values.every(isPlain)) return { [name]: Array.from(values) }
  return { [name]: toBase64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) }
}

/** JSON has no NaN, infinities or negative zero. */
function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000) as unknown as number[])
  return btoa(text)
}

function unpackArray(name: ArrayName, packed: string | number[]): TypedArray {
  if (typeof packed !== 'string') return arrays[name].from(packed)
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0))
  if (bytes.length % arrays[name].BYTES_PER_ELEMENT !== 0)
    throw new ModelFileError('model', 'is damaged: an array has lost bytes; save it again from the data')
  return new arrays[name](bytes.buffer)
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value)
  const [name] = keys
  if (keys.length !== 1 || !name || !Object.hasOwn(arrays, name)) return value
  const packed = (value as Record<string, unknown>)[name]
  return typeof packed === 'string' || Array.isArray(packed) ? unpackArray(name as ArrayName, packed as string | number[]) : value
}

const cell = z.union([z.string(), z.number(), z.null()])
/** What is read of the record of a private fit. */
const readOfLedger = z.looseObject({
  epsilon: z.number(),
  delta: z.number(),
  unit: z.union([z.literal('row'), z.looseObject({ column: z.string(), maxRows: z.number() })]),
  expenses: z.array(z.looseObject({ name: z.string() })),
})

const envelope = z.object({
  format: z.literal('rowsmith-model', { error: 'is not a Rowsmith model' }),
  version: z.literal(1),
  model: z.string(),
  options: z.unknown(),
  schema: z.unknown(),
  derivations: z.array(
    z.object({
      ...{ from: z.string(), to: z.string(), fromValues: z.array(cell), toValues: z.array(cell) },
      ...{ part: z.optional(calendarPart), count: z.object({ unit: z.enum(timeUnits), offset: z.number().nullable() }).optional() },
    }),
  ),
  state: z.unknown(),
  combinations: z.array(z.object({ rule: z.string(), values: z.array(z.string()) })).optional(),
  provenance: z.object({
    rows: z.number(),
    sequences: z.object({ count: z.number(), longest: z.number() }).optional(),
    seed: z.number(),
    rowsmith: z.string(),
    engine: z.string().optional(),
    sampled: z.number().optional(),
  }),
  // As it was written, in its order: a statement about the past.
  privacy: z
    .custom<LedgerRecord>((value) => readOfLedger.safeParse(value).success, {
      error: 'has a ledger that does not add up: an entry of it has no name, or no numbers; do not trust it',
    })
    .optional(),
})

/** The model that `stringifyModel` wrote, in this version or an earlier one; throws a ModelFileError that says what is wrong with it. */
export function parseModel(text: string, where = 'model'): FittedModel {
  const model = modelOf(upToDate(parseState(text, where), 'rowsmith-model', where), where)
  checkState(model, where)
  return model
}

/** A value as a model whose state is still unknown. Throws a ModelFileError where it is none. */
export function modelOf(value: unknown, where: string): FittedModel {
  const parsed = envelope.safeParse(value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      issue.code === 'invalid_value' ? issue.message : `${issue.path.join('.') || 'file'}: ${issue.message}`,
    )
    throw new ModelFileError(where, joinProblems(problems))
  }
  return { ...parsed.data, schema: parseSchema(parsed.data.schema, `${where}: schema`) } as FittedModel
}
