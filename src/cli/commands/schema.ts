import { basename } from 'node:path'
import { delimiterNamed } from '../../io/csv-sniff.js'
import { fileTypeOfPath } from '../../io/facts.js'
import { writeText } from '../../io/files.js'
import { encodingNamed } from '../../io/text.js'
import { type PublicDialect, publicForm } from '../../pipeline/privacy/public-form.js'
import { type Dialect, parseSchema } from '../../table/schema.js'
import { typescriptOf } from '../../table/typescript.js'
import type { SchemaFlags } from '../flags.js'
import { readInput } from '../input.js'
import { createStatus } from '../status.js'

/** Writes the schema of a table, one column a line, or a form for it that holds nothing of the rows; as a TypeScript module, too. */
export async function writeSchema(path: string, flags: SchemaFlags): Promise<void> {
  const { schema } = await readInput(path, flags)
  const known = flags.public ? publicDialect(path, flags) : {}
  const written = flags.public ? publicForm(schema, known) : schema
  if (flags.types !== undefined) {
    await writeText(flags.types, typescriptOf(parseSchema(written), basename(flags.types).replace(/\..*$/, '')))
    if (flags.output === undefined) return
  }
  await writeText(flags.output ?? '-', `${JSON.stringify(written, null, 2)}\n`)
  if (!flags.public || !schema.dialect) return
  const differences = dialectDifferences(schema.dialect, { ...(written.dialect as Dialect) })
  if (differences.length > 0) {
    createStatus(false).say(
      `${path} looks otherwise than the dialect in the form says, which is not read off the file: ${differences.join(', ')}; if you know that of all such files, say so with these flags or in the form`,
    )
  }
}

/** What the flags and the name of the file say. */
function publicDialect(path: string, { delimiter, quote, header, encoding, format }: SchemaFlags): PublicDialect {
  const isTabbed = (format ?? fileTypeOfPath(path)?.format) === 'tsv'
  return {
    delimiter: delimiter === undefined ? (isTabbed ? '\t' : undefined) : delimiterNamed(delimiter),
    quote,
    header: header ? undefined : false,
    encoding: encoding === undefined ? undefined : encodingNamed(encoding),
  }
}

/** The flags that would make the form say what the file looks like. */
function dialectDifferences(found: Dialect, said: Dialect): string[] {
  return [
    ...(found.delimiter === said.delimiter ? [] : [`--delimiter ${found.delimiter === '\t' ? 'tab' : `'${found.delimiter}'`}`]),
    ...(found.encoding === said.encoding ? [] : [`--encoding ${found.encoding}`]),
    ...(found.header || !said.header ? [] : ['--no-header']),
  ]
}
