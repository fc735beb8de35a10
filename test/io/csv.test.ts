import { describe, expect, it } from 'vitest'
import { headThenPieces, inPieces, parse, utf8 } from './support.js'

describe('readCsv', () => {
  it('keeps every cell as it is written', async () => {
    const { names, rows } = await parse('code,price,name\n00712,1.50,Zoë\n12,,"a ""b"", c"\n')
    expect(names).toEqual(['code', 'price', 'name'])
    expect(rows).toEqual([
      ['00712', '1.50', 'Zoë'],
      ['12', '', 'a "b", c'],
    ])
  })

  it('keeps line breaks, delimiters and blanks inside quotes', async () => {
    const { rows } = await parse('a,b\n" x ","1\n2,3"\n"y\r\n",z\n')
    expect(rows).toEqual([
      [' x ', '1\n2,3'],
      ['y\r\n', 'z'],
    ])
  })

  it('drops blanks around unquoted cells and says so', async () => {
    const { rows, facts } = await parse('name,n\n Ann ,1\n"\tBo ", 2\n')
    expect(rows).toEqual([
      ['Ann', '1'],
      ['\tBo ', '2'],
    ])
    expect(facts.notes).toContain('blanks around unquoted cells were dropped')
  })

  it('reads \\n, \\r\\n and \\r, also mixed, with or without a last line break', async () => {
    for (const text of ['a,b\n1,2\n3,4\n', 'a,b\r\n1,2\r\n3,4', 'a,b\r1,2\r3,4\r', 'a,b\r\n1,2\n3,4\r\n']) {
      const { names, rows } = await parse(text)
      expect(names).toEqual(['a', 'b'])
      expect(rows).toEqual([
        ['1', '2'],
        ['3', '4'],
      ])
    }
  })

  it('tells the dialect, so that rows can be written alike', async () => {
    const spaced = await parse('39, State-gov, 7\n50, Private, 8\n')
    expect(spaced.facts.dialect).toMatchObject({ delimiter: ',', spaced: true, header: false, newline: '\n', quoting: 'needed' })
    const quoted = await parse('"a";"b"\r\n"1";"x;y"\r\n')
    expect(quoted.facts.dialect).toMatchObject({ delimiter: ';', spaced: false, header: true, newline: '\r\n', quoting: 'all' })
  })

  it('counts a blank line among several columns as nothing, and says so', async () => {
    const { rows, facts } = await parse('\na,b\n1,2\n\n3,4\n\n\n')
    expect(rows).toHaveLength(2)
    expect(facts.notes).toContain('3 blank lines skipped')
  })

  it('takes a blank line in a table of one column for a missing cell', async () => {
    expect((await parse('age\n1\n\n3\n\n')).rows).toEqual([['1'], [''], ['3'], ['']])
    expect((await parse('age\n""\n3\n""')).rows).toEqual([[''], ['3'], ['']])
    expect((await parse('\n3\n', { header: false })).rows).toEqual([[''], ['3']])
  })

  it('reads a blank after only some delimiters', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `${i}, x, ${i}`)
    const { rows } = await parse([...lines, '300,y,300', '301, z, '].join('\n'))
    expect(rows.slice(299)).toEqual([
      ['299', 'x', '299'],
      ['300', 'y', '300'],
      ['301', 'z', ''],
    ])
  })

  it('renames repeated and empty names and says so', async () => {
    const { names, facts } = await parse('age,,age,age_2,\n1,2,3,4,5\n')
    expect(names).toEqual(['age', 'column_2', 'age_3', 'age_2', 'column_5'])
    expect(facts.notes).toEqual(
      expect.arrayContaining([
        "header renamed: another 'age' is now 'age_3'",
        "header of column 2 is empty: named 'column_2'",
        "header of column 5 is empty: named 'column_5'",
      ]),
    )
  })

  it('leaves out the empty column that a delimiter at the end of every line makes', async () => {
    const { names, facts } = await parse('a,b,\n1,2,\n3,4,\n')
    expect(names).toEqual(['a', 'b'])
    expect(facts.notes.join()).toContain('every line ends with a delimiter')
    expect((await parse('a,b,\n1,2,\n3,4,5\n')).names).toEqual(['a', 'b', 'column_3'])
  })

  it('takes names from the caller, instead of a header or without one', async () => {
    expect((await parse('1,2\n3,4\n', { names: ['x', 'y'] })).rows).toHaveLength(2)
    const renamed = await parse('a,b\n3,4\n', { names: ['x', 'y'] })
    expect([renamed.names, renamed.rows]).toEqual([['x', 'y'], [['3', '4']]])
  })

  it('reads a header without rows as a table of no rows', async () => {
    const { names, rows } = await parse('name,age\n')
    expect([names, rows]).toEqual([['name', 'age'], []])
  })

  it('reads 20,000 columns', async () => {
    const header = Array.from({ length: 20_000 }, (_, j) => `c${j}`).join(',')
    const row = Array.from({ length: 20_000 }, (_, j) => j).join(',')
    const { raw } = await parse(`${header}\n${row}\n${row}\n`)
    expect([raw.rows, raw.columns.length, raw.columns[19_999]?.name]).toEqual([2, 20_000, 'c19999'])
  })

  it('reads gzip and says so', async () => {
    const packed = new Response(new Blob(['a,b\n1,2\n']).stream().pipeThrough(new CompressionStream('gzip')))
    const { rows, facts } = await parse(new Uint8Array(await packed.arrayBuffer()), {}, (bytes) => inPieces(bytes, 7))
    expect([rows, facts.compression]).toEqual([[['1', '2']], 'gzip'])
  })

  it('reads bytes that come all at once, or some at a time', async () => {
    const text = `n,text\n${Array.from({ length: 20_000 }, (_, i) => `${i},"x, ${i % 7}"\n`).join('')}`
    const atOnce = await parse(text)
    expect(atOnce.rows[19_999]).toEqual(['19999', `x, ${19_999 % 7}`])
    expect((await parse(text, {}, (bytes) => inPieces(bytes, 10_009))).raw).toEqual(atOnce.raw)
  })

  it('gives the same table wherever its bytes are cut', async () => {
    const filler = `${'x'.repeat(100)},y,1\r\n`.repeat(800)
    const text = 'n,"Zoë ""Z""",€\r\n\r\n" x" , "q",line\r\n1,"line\r\nbreak" ,-2\r\n😀,,"3"\r\n4,5,"6" \r\n7,8,"""9"""\r\n'
    const bytes = utf8(`name,"a,b",n\r\n${filler}${text}`)
    const whole = await parse(bytes)
    expect(whole.rows.slice(800)).toEqual([
      ['n', 'Zoë "Z"', '€'],
      [' x', '"q"', 'line'],
      ['1', 'line\r\nbreak', '-2'],
      ['😀', '', '3'],
      ['4', '5', '6'],
      ['7', '8', '"9"'],
    ])
    for (let head = bytes.length - utf8(text).length; head < bytes.length; head++) {
      const { raw } = await parse(bytes, {}, () => headThenPieces(bytes, bytes.length, head))
      expect(raw, `cut at ${head}`).toEqual(whole.raw)
    }
    for (const size of [1, 3]) expect((await parse(bytes, {}, () => headThenPieces(bytes, size))).raw).toEqual(whole.raw)
  })
})
