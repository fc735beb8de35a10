import { expect, test } from 'vitest'
import { TextMender } from '../../src/io/csv/mend.js'

test('a doubled quote is one although a piece ends within it, before the first lone carriage return', () => {
  const text = 'a,b\n"""\rx","y"\n1,2\n'
  for (let cut = 1; cut < text.length; cut++) {
    const mender = new TextMender({ quote: '"' }, false)
    // The carriage return stands inside quotes and stays; so does everything else.
    expect(mender.push(text.slice(0, cut)) + mender.push(text.slice(cut)) + mender.finish(), `${cut}`).toBe(text)
  }
})
