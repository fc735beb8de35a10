// Questions to a model: rows under a condition, missing cells filled in, and how likely a row is.
import { fit, impute, sample, score } from 'rowsmith'

const people = Array.from({ length: 500 }, (_, i) => {
  const age = 20 + ((i * 7) % 45)
  return { age, job: age > 40 === i % 4 > 0 ? 'manager' : 'clerk', salary: 1000 * Math.round(20 + age / 2 + (i % 11)) }
})
const model = await fit(people, { model: 'gaussian-copula' })

const managers = await sample(model, 1000, { as: 'rows', where: 'job == "manager" and age < 30' })
console.log(`young managers earn ${Math.round(managers.reduce((sum, { salary }) => sum + salary, 0) / managers.length)}`)

const [filled] = await impute(model, [{ age: 55, job: null, salary: 50_000 }], { as: 'rows' })
console.log(`somebody of 55 who earns 50,000 is perhaps a ${filled?.job}`)

const [usual, odd] = await score(model, [
  { age: 55, job: 'manager', salary: 50_000 },
  { age: 22, job: 'manager', salary: 59_000 },
])
console.log(
  usual !== undefined && odd !== undefined && usual > odd ? 'the second row is the stranger one' : 'the first row is the stranger one',
)
