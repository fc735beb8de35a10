import { describe, expect, it } from 'vitest'
import { sniffLayout } from '../../src/io/csv/sniff.js'

const layoutOf = (...lines: string[]) => sniffLayout(`${lines.join('\n')}\n`, true)

describe('the delimiter', () => {
  it.each([
    [',', ['a,b,c', '1,2,3']],
    [';', ['a;b;c', '1,5;2,5;3,5']],
    [';', ['1,5;2,5', '3,5;4,5', '5,5;6,5']],
    ['\t', ['a\tb', 'x, y\t2', 'z\t3']],
    ['|', ['a|b|c', '1|2|3']],
    [',', ['name,note', 'Ann,x; y', 'Bo,z; w']],
    [' ', ['1 2.5 3', '4 5.5 6', '7 8.5 9']],
    [',', ['"a;b","c;d"', '"1;2","3;4"', '"1;2","3;4"']],
  ])('%j is found', (delimiter, lines) => {
    expect(layoutOf(...lines).delimiter).toBe(delimiter)
  })

  it('is no blank in a column of names', () => {
    const layout = layoutOf('Ada Lovelace', 'Alan Turing', 'Grace Hopper')
    expect(layout.delimiter).toBe(',')
    expect(layout.notes.join()).toContain('one column')
  })

  it('is what a first line sep= says', () => {
    const layout = layoutOf('sep=;', 'a,x;b', '1,5;2')
    expect([layout.delimiter, layout.skip]).toEqual([';', 6])
  })

  it('may be given by name, and must be one character', () => {
    expect(sniffLayout('a\tb\n', true, { delimiter: 'tab' }).delimiter).toBe('\t')
    expect(() => sniffLayout('a', true, { delimiter: ', ' })).toThrow(
      "delimiter: must be one character other than a quote or line break (got ', ')",
    )
  })

  it('is explained', () => {
    expect(layoutOf('a;b', '1;2', '3;4').notes[0]).toBe('semicolon-separated: 2 fields in each of the first 3 lines')
  })
})

describe('the header', () => {
  it.each([
    ['names above numbers', true, ['name,age', 'Ann,39', 'Bo,50']],
    ['numbers above numbers', false, ['Ann,39', 'Bo,50']],
    ['texts alone, the first of which stand below too', false, ['usual,ok', 'usual,bad', 'pretentious,ok']],
    ['texts alone, the first of which are unlike the rest', true, ['parents,health', 'usual,ok', 'usual,bad']],
    ['a row whose only number stands above numbers', false, ['usual,1,x', 'usual,2,y', 'pretentious,more,z']],
    ['dates below', true, ['when,who', '2024-02-29,Ann', '2024-03-01,Bo']],
    ['missing cells below', true, ['age,who', 'NA,Ann', '?,Bo', '7,Cy']],
    ['years as names', true, ['country,2019,2020,2021', 'France,1.5,1.6,1.7', 'Spain,2.5,2.6,2.7']],
    ['one line of texts', true, ['name,age']],
    ['one line of numbers', false, ['Ann,39']],
    ['percentages and money', true, ['share,cost', '12.5%,"$1,234.50"', '7%,($3.10)']],
  ])('%s', (_, header, lines) => {
    expect(layoutOf(...lines).header).toBe(header)
  })

  it('may be given', () => {
    expect(sniffLayout('1,2\n3,4\n', true, { header: true }).header).toBe(true)
    expect(sniffLayout('a,b\n3,4\n', true, { header: false }).header).toBe(false)
  })
})

describe('quotes', () => {
  it('are single where there are no double ones and nearly every line has a cell in them', () => {
    expect(layoutOf("'a','b'", "'1,5','2'").quote).toBe("'")
    expect(layoutOf("a,it's", "1,don't").quote).toBe('"')
  })

  it('are said to be around every cell only if they are', () => {
    expect(layoutOf('"a","b"', '"1","x ""y"""').quoting).toBe('all')
    expect(layoutOf('"a","b"', '1,"x"').quoting).toBe('needed')
  })
})
