import { OptionError } from '../../errors.js'
import { readText } from '../../io/files.js'
import type { Margin, SampleOptions, Schema } from '../../node.js'
import { balanced, type Shares } from '../../pipeline/steering/weights/groups.js'
import { parseMargins } from '../../pipeline/steering/weights/margins.js'
import type { SteeringFlags } from './flags.js'

/** The shares that --share and --balance ask for; undefined where they ask for none. */
async function sharesOf({ share = [], balance = [] }: SteeringFlags, schema: Schema): Promise<Shares | undefined> {
  const shares = new Map<string, Shares[string]>()
  const add = (name: string, wanted: Shares[string]): void => {
    if (shares.has(name)) throw new OptionError('--share', `${name} is given shares twice; give them once`)
    shares.set(name, wanted)
  }
  for (const text of share) for (const [name, wanted] of await entriesOf(text)) add(name, wanted)
  for (const name of balance) add(name, balanced(name, schema))
  return shares.size > 0 ? Object.fromEntries(shares) : undefined
}

/** All that the flags wish for, as options of `sampleBlocks`. */
export async function steeringOf(
  flags: SteeringFlags,
  targets: readonly string[] | undefined,
  schema: Schema,
): Promise<Partial<SampleOptions>> {
  const { margins = [], fair, fairBy, maxWeight, surprising, tail, distinct, cover, columns } = flags
  if (columns && !cover) throw new OptionError('--columns', 'are those whose pairs --cover shows; give --cover pairs, too')
  if (fairBy && fair === undefined) throw new OptionError('--fair-by', 'says how --fair is met; give --fair, too')
  const tables: Margin[] = []
  for (const path of margins) tables.push(...parseMargins(await readText(path), path))
  return {
    share: await sharesOf(flags, schema),
    ...(tables.length > 0 && { margins: tables }),
    ...{ targets, fair, fairBy, maxWeight, surprising, tail, distinct, cover },
    ...(columns && { coverColumns: columns }),
  }
}

const example = `write it as 'income: {">50K": 0.5}' or 'age > 60: 0.1'`

async function entriesOf(text: string): Promise<[string, Shares[string]][]> {
  const { parse } = await import('yaml')
  let value: unknown
  try {
    // Levels stay as they are written: 0.10 is not 0.1, and null a text.
    value = parse(text, { schema: 'failsafe' })
  } catch (error) {
    throw new OptionError('--share', `can't be read (${(error as Error).message.split('\n')[0]}; got ${text}); ${example}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionError('--share', `names no shares (got ${text}); ${example}`)
  return Object.entries(value).map(([name, wanted]): [string, Shares[string]] => {
    if (typeof wanted === 'string') return [name, shareOf(wanted, text)]
    if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
      throw new OptionError('--share', `names no shares of ${name} (got ${text}); ${example}`)
    return [name, Object.fromEntries(Object.entries(wanted).map(([key, share]) => [key, shareOf(share, text)]))]
  })
}

/** `0.5` or `50 %`. */
function shareOf(value: unknown, text: string): number {
  const match = /^\s*([\d.eE+-]+)\s*(%?)\s*$/.exec(String(value))
  const share = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN
  if (Number.isNaN(share)) throw new OptionError('--share', `${JSON.stringify(value)} is no share (got ${text}); ${example}`)
  return share
}
