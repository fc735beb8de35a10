import { describe, expect, it } from 'vitest'
import { readDeclared } from '../../src/io/declared.js'
import { createTableWriter } from '../../src/io/writer.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { decode } from '../../src/table/typing/decode.js'
import { Collected, headThenPieces, inPieces, messageOf, parse, utf8 } from './support.js'

const rows = Array.from({ length: 12 }, (_, i) => [String(i * 3), ['oak', 'elm'][i % 2] as string, String(20 - i)])
const table = [['no', 'tree', 'years'], ...rows]
const lines = table.map((row) => row.join(','))
const names = ['no', 'tree', 'years']

describe('a table with something around it', () => {
  it.each([
    ['lines that end in CR, the last in LF', `${lines.join('\r')}\n`],
    ['lines that end in CR, the last in CRLF', `${lines.join('\r')}\r\n`],
    ['a header that ends in LF above lines that end in CR', `${lines[0]}\n${lines.slice(1).join('\r')}\r`],
    ['lines that end in CR, LF and CRLF', lines.map((line, i) => line + (['\r', '\n', '\r\n'][i % 3] as string)).join('')],
    ['title lines', `Trees of the park\nas of May\n\n${lines.join('\n')}\n`],
    ['padded title lines', `Trees of the park,,\n,,\n${lines.join('\n')}\n`],
    ['names of groups of columns', `tree,,age\n${lines.join('\n')}\n`],
    ['a note after the last row', `${lines.join('\n')}\n\nSource: the city\n`],
    ['notes after the last row, filled up with delimiters', `${lines.join('\n')}\n,,\nSource: the city,,\nTrees of others left out,,\n`],
    ['a source below the last row, filled up with delimiters', `${lines.join('\n')}\nSource: the city,,\n`],
    ['a row of totals below the last row', `${lines.join('\n')}\nTotal,,174\n`],
    ['a row of totals in another language, in the second column', `${lines.join('\n')}\n,Summe:,174\n`],
    ['comments', `# trees\n# of the park\n${lines.slice(0, 4).join('\n')}\n# more\n${lines.slice(4).join('\n')}`],
    ['a line of units', [lines[0], '(no),(name),(a)', ...lines.slice(1)].join('\n')],
    ['a second header with numbers in it', [lines[0], 'no,tree,1', ...lines.slice(1)].join('\n')],
    ['a delimiter too many in each row', [lines[0], ...lines.slice(1).map((line) => `${line},`)].join('\n')],
    ['a delimiter too many in some rows', lines.map((line, i) => (i % 4 === 2 ? `${line},` : line)).join('\n')],
    ['an end mark of DOS', `${lines.join('\r\n')}\r\n\u001a`],
    ['an end mark of DOS after the last cell', `${lines.join('\n')}\u001a`],
    ['columns aligned by blanks', table.map((row) => row.map((cell) => cell.padEnd(7)).join('')).join('\n')],
    ['bars around it', [lines[0], '---,---,---', ...lines.slice(1)].map((line) => `| ${line?.replaceAll(',', ' | ')} |`).join('\n')],
    [
      'lines of dashes around it and below its header',
      ['---', lines[0], '---', ...lines.slice(1), '---']
        .map((line) => (line === '---' ? '+----+----+----+' : `| ${line?.replaceAll(',', ' | ')} |`))
        .join('\n'),
    ],
    [
      'bars between its cells and a count below',
      [
        ...[lines[0], '---,---,---', ...lines.slice(1)].map((line) =>
          line?.startsWith('-') ? '---+---+---' : ` ${line?.replaceAll(',', ' | ')}`,
        ),
        '(12 rows)',
      ].join('\n'),
    ],
    ['two colons between its cells', table.map((row) => row.join('::')).join('\n')],
    ['each line in quotes', table.map((row) => `"${row.map((cell) => `""${cell}""`).join(',')}"`).join('\n')],
  ])('%s is read as what it is, and that is said', async (_, text) => {
    const read = await parse(text)
    expect(read).toMatchObject({ names, rows })
    expect(read.facts.notes.length).toBeGreaterThan(1)
  })

  it('keeps a row that is called total among others, or has no empty cell', async () => {
    const among = [...lines.slice(0, 5), 'Total,,174', ...lines.slice(5)].join('\n')
    expect((await parse(among)).rows).toHaveLength(rows.length + 1)
    expect((await parse(`${lines.join('\n')}\nTotal,all,174\n`)).rows).toHaveLength(rows.length + 1)
  })

  it('has a name for the column that R leaves without', async () => {
    expect(await parse(['tree,years', ...lines.slice(1)].join('\n'))).toMatchObject({ names: ['row_names', 'tree', 'years'], rows })
  })

  it('has blanks between cells of which some are quoted, as R writes them', async () => {
    const text = ['"tree" "years"', ...rows.map(([no, tree, years]) => `"${no}" "${tree}" ${years}`)].join('\n')
    expect(await parse(text)).toMatchObject({ names: ['row_names', 'tree', 'years'], rows })
  })

  it('has columns without a name, or of one name, whose header comes out as it was', async () => {
    const text = ['', 'x', 'x'].join(',') + rows.map((row) => `\n${row.join(',')}`).join('')
    const { raw, facts, names } = await parse(text)
    expect(names).toEqual(['column_1', 'x', 'x_2'])
    const { schema } = inferSchema(raw, { dialect: facts.dialect })
    const sink = new Collected()
    const writer = await createTableWriter('csv', schema, sink)
    await writer.write(decode(raw, schema))
    await writer.close()
    expect(sink.text).toBe(`${text}\n`)
    expect(schema.dialect?.headers).toEqual({ column_1: '', x_2: 'x' })
  })

  it('has columns named like what every object has', async () => {
    const text = ['valueOf', 'constructor', 'x', 'x'].join(',') + rows.map((row) => `\n${[...row, 1].join(',')}`).join('')
    const { raw, facts } = await parse(text)
    const { schema } = inferSchema(raw, { dialect: facts.dialect })
    const sink = new Collected()
    const writer = await createTableWriter('csv', schema, sink)
    await writer.write(decode(raw, schema))
    await writer.close()
    expect(sink.text).toBe(`${text}\n`)
  })

  it('has quotes with a backslash before them, which are written so again', async () => {
    const cells = ['say "yes", twice', 'a \\ b', '"', 'plain']
    const text = `no,said\n${Array.from({ length: 8 }, (_, i) => `${i},"${(cells[i % 4] as string).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join('\n')}\n`
    const { raw, facts, rows } = await parse(text)
    expect(rows.map(([, cell]) => cell)).toEqual([...cells, ...cells])
    const { schema } = inferSchema(raw, { dialect: facts.dialect, overrides: { said: 'categorical' } })
    const sink = new Collected()
    const writer = await createTableWriter('csv', schema, sink)
    await writer.write(decode(raw, schema))
    await writer.close()
    expect(sink.text).toContain('"say \\"yes\\", twice"')
    expect((await parse(sink.text)).rows).toEqual(rows)
  })

  it('keeps line breaks and comment marks inside quotes', async () => {
    const text = `a,b\r1,"x\ry\r#z"\r2,"p\nq"\r3,r\n`
    expect((await parse(text)).rows).toEqual([
      ['1', 'x\ry\r#z'],
      ['2', 'p\nq'],
      ['3', 'r'],
    ])
  })

  it.each([1, 2, 7])('is read the same when its later bytes come %i at a time', async (size) => {
    const many = Array.from({ length: 9000 }, (_, i) => `${i},"q${i % 3}\r#"${['\r', '\n', '\r\n'][i % 3]}${i % 50 === 0 ? '# c\n' : ''}`)
    const text = `# c\nno,word\n${many.join('')}\u001a`
    const whole = await parse(text)
    const bytes = utf8(text)
    const cut = await parse(bytes, {}, (all) => (size === 7 ? inPieces(all, 7) : headThenPieces(all, size)))
    expect(whole.raw.rows).toBe(9000)
    expect(cut.rows).toEqual(whole.rows)
  })
})

describe('a first row that only looks like units', () => {
  it('stays where few of the rows below have numbers', async () => {
    const read = await parse(`a,b\n€,x\n1,y\n${',z\n'.repeat(6)}`)
    expect(read.rows[0]).toEqual(['€', 'x'])
  })
})

describe('what somebody says of a table', () => {
  it('comes before what it looks like', async () => {
    expect((await parse(`x,y\n${lines.join('\n')}`, { skip: 1 })).names).toEqual(names)
    expect((await parse(`!c\n${lines.join('\n')}`, { comment: '!' })).names).toEqual(names)
    expect((await parse(`#no,tree,years\n${lines.slice(1).join('\n')}`)).names).toEqual(['#no', 'tree', 'years'])
  })

  it('leaves out a header that stands again, as in files put together, but no cell of a single column', async () => {
    const again = [...lines.slice(0, 9), lines[0], ...lines.slice(9), lines[0]].join('\n')
    const { rows, facts } = await parse(again)
    expect(rows).toEqual((await parse(lines.join('\n'))).rows)
    expect(facts.notes).toContain('the header stands again in 2 lines, which were left out')
    expect((await parse('name\nAda\nname\nBob', { header: true })).rows).toHaveLength(3)
  })

  it('fills short rows, which are an error otherwise', async () => {
    const short = lines.map((line, i) => (i % 5 === 3 ? line.slice(0, line.lastIndexOf(',')) : line)).join('\n')
    expect(await messageOf(parse(short))).toMatch(/pass --fill-short-rows$/)
    expect((await parse(short, { fillShortRows: true })).rows[2]).toEqual(['6', 'oak', ''])
  })

  it('is no guess where a table has few rows or none of it holds', async () => {
    expect((await parse('who,age\nAnn,refused\nBob,31\nCid,12\nDora,8\nEve,7\nFay,6')).rows).toHaveLength(6)
    expect((await parse('a,b\nx y,2\nz  w,3\np q,4')).names).toEqual(['a', 'b'])
    expect(await messageOf(parse('a,b,c\n1,2,3,4,5\n1,2,3,4,5\n1,2,3,4,5\n1,2,3,4,5'))).toContain('where the header has 3')
  })
})

describe('a public schema', () => {
  const columns = [
    { name: 'no', kind: 'integer' },
    { name: 'said', kind: 'categorical', levels: ['say "yes"', 'no', '#'] },
  ] as const

  it('says of a file what is skipped, a comment, an escape and filled', async () => {
    const schema = parseSchema({ columns, dialect: { skip: 2, comment: '#', escape: '\\', fillShortRows: true } })
    const text = 'title\nno,x\nno,said\n1,"say \\"yes\\""\n# no row\n2\n3,no\n4,#\n'
    const { table } = await readDeclared(inPieces(utf8(text), 5), schema, {})
    expect(Array.from(table.column('no').values)).toEqual([1, 2, 3, 4])
    expect(Array.from(table.column('said').values)).toEqual([0, -1, 1, 2])
  })

  it('is read without a guess: nothing of that is recognised by itself', async () => {
    const { table } = await readDeclared(inPieces(utf8('no,said\n1,no\n# c,d\n2\n'), 5), parseSchema({ columns }), {})
    expect(Array.from(table.column('no').values)).toEqual([1, Number.NaN])
  })
})

describe('the delimiter', () => {
  it('of a file is that of the input, but for an ending that says otherwise', async () => {
    const { facts } = await parse(lines.join('\n').replaceAll(',', '\t'))
    expect(facts.dialect).toMatchObject({ delimiter: '\t' })
    expect(facts.dialect?.byEnding).toBeUndefined()
  })
})
