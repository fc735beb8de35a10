import { describe, expect, it } from 'vitest'
import { compilePredicate } from '../../../src/constraints/compile.js'
import { parseExpression } from '../../../src/constraints/language/parse.js'
import { ConstraintError } from '../../../src/errors.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'
import { type Row, schema, tableOf } from '../support.js'

async function holds(text: string, row: Row): Promise<boolean> {
  const expression = await parseExpression(text, schema)
  return compilePredicate(JSON.parse(JSON.stringify(expression)), schema)(tableOf([row]))[0] === 1
}

describe('parseExpression', () => {
  it.each<[string, Row, boolean]>([
    ['18 <= age < 65', { age: 18 }, true],
    ['18 <= age < 65', { age: 65 }, false],
    ['age > 60 and oneOf(sex, "F", "X") and missing(price)', { age: 61, sex: 'X' }, true],
    ['not (col("education.num") == 9)', { 'education.num': 8 }, true],
    ['not (col("education.num") == 9)', {}, false],
    ['education.num == 9', { 'education.num': 9 }, true],
    ['0 < education.num <= 8', { 'education.num': 9 }, false],
    ['col("default payment next month") == 1', { 'default payment next month': '1' }, true],
    ['col("default payment next month")', { 'default payment next month': '0' }, false],
    ['sex != "F"', {}, false],
    ['sex != "F" or missing(sex)', {}, true],
    ["sex == 'F'", { sex: 'F' }, true],
    ['"medium" <= size', { size: 'large' }, true],
    ['PAY_0 > -1', { PAY_0: '2' }, true],
    ['PAY_0 + age == 5', { PAY_0: '2', age: 3 }, true],
    ['smoker == true', { smoker: 'yes' }, true],
    ['smoker == "no"', { smoker: 'yes' }, false],
    ['smoker == "True"', { smoker: 'yes' }, true],
    ['oneOf(smoker, "false")', { smoker: 'yes' }, false],
    ['not smoker', {}, false],
    ['price + price == 0.6', { price: 0.30000000000000004 }, true],
    ['ratio == 0.3', { ratio: 0.30000000000000004 }, false],
    ['price * 3 == 0.9', { price: 0.3 }, true],
    ['price % 0.1 == 0', { price: 0.3 }, true],
    ['age / 0 > 1 or missing(age)', { age: 3 }, false],
    ['age % 7 == 5', { age: -2 }, true],
    ['2 ^ 3 ^ 2 == 512 and age > 0', { age: 1 }, true],
    ['ratio ^ 0.5 > 1.41', { ratio: 2 }, true],
    ['-age ^ 2 == -9', { age: 3 }, true],
    ['round(price) == -3 and floor(price) == -3 and ceil(price) == -2', { price: -2.5 }, true],
    ['round(ratio, 2) == 1.01', { ratio: 1.009 }, true],
    ['min(age, price, 3) == 1.5 and max(age, 1) == 2', { age: 2, price: 1.5 }, true],
    ['(age > 2 ? price : ratio) == 1', { age: 3, price: 1 }, true],
    ['age > 2 xor price > 2', { age: 3, price: 3 }, false],
    ['startsWith(ticket, "T-") and endsWith(ticket, "7") and contains(ticket, "00") and length(ticket) == 5', { ticket: 'T-007' }, true],
    ['ticket == "T-007"', { ticket: 'T-008' }, false],
    ['hired == "2019-03-12" and hired == "12/03/2019"', { hired: 17967 }, true],
    ['hired < "2019-03-12T00:00:01"', { hired: 17967 }, true],
    ['year(hired) == 2019 and month(hired) == 3 and day(hired) == 12 and weekday(hired) == 2', { hired: 17967 }, true],
    ['seen == "1969-12-31T23:59:59" and year(seen) == 1969 and weekday(seen) == 3', { seen: -1 }, true],
    ['hired <= seen', { hired: 1, seen: 86_400 }, true],
    ['seen - hired == 0.5', { hired: 1, seen: 129_600 }, true],
    ['hired + 7 > seen', { hired: 1, seen: 8 * 86_400 }, false],
    ['min(hired, seen) == "1970-01-02"', { hired: 1, seen: 86_401 }, true],
    ['age > 1\n  and age < 3', { age: 2 }, true],
    ['not age > 3 and age > 1', { age: 2 }, true],
    ['age > 1 implies price > 1 implies ratio > 1', { age: 2, price: 2, ratio: 1 }, false],
    ['age > 1 implies price > 1 or ratio > 1', { age: 2, price: 0, ratio: 2 }, true],
    ['smoker implies age > 1', { smoker: 'no' }, true],
    ['missing(age) implies missing(price)', { price: 1 }, false],
    ['together(age, price, ratio)', {}, true],
    ['together(age, price, ratio)', { age: 1, price: 2, ratio: 3 }, true],
    ['together(age, price, ratio)', { age: 1, price: 2 }, false],
    ['oneHot(smoker, age, col("default payment next month"))', { smoker: 'no', age: 1, 'default payment next month': '0' }, true],
    ['oneHot(smoker, age, col("default payment next month"))', { smoker: 'yes', age: 1, 'default payment next month': '0' }, false],
    ['oneHot(smoker, age > 3)', { smoker: 'no', age: 3 }, false],
    ['multiple(price, 0.3) and not multiple(price, 0.4)', { price: 0.9 }, true],
    ['days(hired, seen) == 1.5 and days(seen - hired) == 1.5', { hired: 0, seen: 129_600 }, true],
    ['years(hired, seen) == 1', { hired: 59, seen: 424 * 86_400 }, true],
    ['years(hired, seen) == 0', { hired: 59, seen: 423 * 86_400 + 86_399 }, true],
  ])('reads %s', async (text, row, expected) => {
    expect(await holds(text, row)).toBe(expected)
  })

  it.each<[string, RegExp]>([
    ['agee > 3', /no column agee at character 1 .* did you mean age\?/],
    ['age > 1 and sexx == "F"', /no column sexx at character 13/],
    ['age = 3', /"=" at character 5 .* write ==/],
    ['default payment next month == 1', /write col\("default payment next month"\)/],
    ['col("education num") == 1', /did you mean education\.num/],
    ['education.years > 3', /there is no column education\.years at character 1 .*did you mean education\.num/],
    ['col(age)', /name of one column in quotes/],
    ['sex == "f"', /no value "f".*did you mean "F"\?/],
    ['oneOf(size, "big")', /no value "big".*"small", "medium", "large"/],
    ['PAY_0 == 5', /no value "5".*"-1", "0", "2"/],
    ['sex == "?"', /write missing\(sex\)/],
    ['sex == null', /write missing\(column\)/],
    ['sex < "M"', /has no order/],
    ['age == "5"', /without quotes: 5/],
    ['age == "F"', /can't be compared with the text/],
    ['sex > 1', /needs numbers/],
    ['hired > 3', /compared with a time/],
    ['hired > "31/02/2019"', /no time that can be read/],
    ['hired > "2019-02-30"', /no time that can be read/],
    ['hired > "2019-02-03Z"', /no time that can be read/],
    ['hired * 2 > seen', /not for times/],
    ['not age', /brackets round what is denied/],
    ['age > 3 and (hired * 2 > seen)', /^where: at character 14: .*not for times/],
    ['unique(age, sex)', /at character 1: .*a rule of its own/],
    ['first(age) > 1', /part of rules only/],
    ['multiple(age, 0)', /a step above 0/],
    ['days(age, hired) > 1', /two dates/],
    ['days(hired) > 1', /a length of time/],
    ['together(age, price + 1)', /names of columns/],
    ['age implies sex == "F"', /implies needs a condition/],
    ['sex == "F', /quote at character 8 is never closed/],
    ['age > 3 && age < 5', /at character 9 .*write and/],
    ['age > 3 | age < 5', /"|" at character 9|operator \| at character 9 .*write or/],
    ['age > 3 # and more', /"#" at character 9/],
    ['age > 3 AND age < 5', /small letters/],
    ['age in (1, 2)', /write oneOf/],
    ['starsWith(sex, "F")', /did you mean startsWith/],
    ['startsWith(age, "1")', /column of texts/],
    ['startsWith(sex, sex)', /looks for a text in quotes/],
    ['oneOf(sex, size)', /fixed values/],
    ['oneOf(sex)', /at least 2/],
    ['missing(age + 1)', /name of a column/],
    ['round(age, 99)', /0 to 15/],
    ['year(age) == 3', /column of dates/],
    ['"a" == "a"', /two fixed values/],
    ['age > (3 < 4)', /needs a condition/],
    ['smoker > true', /have no order/],
    ['2 age > 3', /side by side/],
    ['age > 5%', /percentage/],
    ['age[1] > 3', /square bracket/],
    ['age; age', /semicolon/],
    ['oneOf(age, 1:3)', /colon/],
    ['age! > 3', /operator !/],
    ['age > 1e400', /no value to compare/],
    ['', /is empty/],
    ['age >', /can't be read: .* at character 6/],
  ])('refuses %s', async (text, message) => {
    await expect(parseExpression(text, schema)).rejects.toThrow(message)
    await expect(parseExpression(text, schema)).rejects.toThrow(ConstraintError)
  })

  it.each([
    'constructor',
    '__proto__ == 1',
    'toString()',
    'constructor("return 1")()',
    'age.constructor',
    'age["__proto__"]',
    'import("fs")',
    'import({ a: 1 }, {})',
    'createUnit("age")',
    'config({ number: "BigNumber" })',
    'evaluate("1")',
    'parse("1")',
    'ones(1e9)',
    'f(x) = x',
    '[1, 2, 3]',
    '{ a: 1 }',
    'age == 1 ? ones(1e9) : 2',
    'missing(ones(1e9))',
    'col("__proto__")',
    `${'('.repeat(3000)}age${')'.repeat(3000)}`,
    `${'abs('.repeat(150)}age${')'.repeat(150)} > 1`,
    `${'['.repeat(5000)}`,
    `${'not '.repeat(4000)}smoker`,
    `${'-'.repeat(15_000)}age > 1`,
    `age > 1${' + 1'.repeat(3000)}`,
    `${'age ^ '.repeat(3000)}1 > 1`,
    `${'smoker ? '.repeat(2000)}smoker`,
    `age == "${'x'.repeat(30_000)}"`,
    'x'.repeat(19_999),
    `sex == "${'x'.repeat(19_000)}"`,
  ])('refuses hostile text at once: %.40s', async (text) => {
    await parseExpression('age > 1', schema)
    const start = performance.now()
    await expect(parseExpression(text, schema)).rejects.toThrow(ConstraintError)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it.each([`${'('.repeat(3000)}age${')'.repeat(3000)}`, `${'-'.repeat(15_000)}age > 1`, `age > 1${' + 1'.repeat(3000)}`])(
    'says of %.20s that it is nested too deeply',
    async (text) => {
      await expect(parseExpression(text, schema)).rejects.toThrow(/nested too deeply/)
    },
  )

  it('takes a thousand alternatives', async () => {
    const text = Array.from({ length: 1000 }, (_, i) => `age == ${i}`).join(' or ')
    expect(await holds(text, { age: 999 })).toBe(true)
    expect(await holds(text, { age: 1000 })).toBe(false)
  })

  it('reads a column whose name is that of a function, a constant of mathematics or a part of every object', async () => {
    const names = ['year', 'pi', 'i', 'constructor', '__proto__', 'größe']
    const columns = names.map((name) => ({ name, kind: 'integer' as const }))
    const odd = parseSchema({ columns })
    const table = new Table(names.map((name, i) => ({ name, kind: 'integer', values: Float64Array.of(i) })))
    for (const [i, name] of names.entries()) {
      const expression = await parseExpression(`${name} == ${i}`, odd)
      expect([...compilePredicate(expression, odd)(table)]).toEqual([1])
    }
  })
})
