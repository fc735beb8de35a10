import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'

/** A rule that is true of more than the rows at hand, by its words, and why. */
type Known = readonly [RegExp, string]

type Rows = Parameters<typeof library.findRules>[0]

interface Searched {
  readonly name: string
  read(folder: string, scratch: string): Promise<Rows>
  readonly known: readonly Known[]
  /** Rules that are there and have to be found. */
  readonly due: readonly string[]
}

const ofDatabase = async (path: string, name: string): Promise<Rows> => {
  const { database, schema } = await library.readDatabase(path)
  const [table, own] = [database[name], schema.tables[name]]
  if (!table || !own) throw new Error(`${path} has no table ${name}`)
  return { table, schema: own }
}

const searched: readonly Searched[] = [
  {
    name: 'planes',
    read: (folder) => library.readTable(join(folder, 'nycflights13/planes.csv')),
    known: [
      [/^engines >= 1$/, 'an aeroplane has an engine'],
      [/^determines\(model, seats\)$/, 'a model has its seats in the register; 14 rows say otherwise'],
      [/^model == ".*" implies (manufacturer|engine) == /, 'a model is one maker’s, with one sort of engine'],
      [/^manufacturer == "(BOMBARDIER INC|EMBRAER)" implies engine == "Turbo-fan"$/, 'airlines fly the jets of these makers'],
      [/^manufacturer == "MCDONNELL DOUGLAS AIRCRAFT CO" implies engine == "Turbo-fan"$/, 'its airliners of the time are jets'],
      [/^unique\(tailnum\)$/, 'a registration'],
    ],
    due: ['determines(model, seats)', 'unique(tailnum)', 'engines >= 1'],
  },
  {
    name: 'flights',
    read: async (folder, scratch) => {
      const { 'flights.csv': bytes } = unzipSync(readFileSync(join(folder, 'nycflights13/flights.csv.zip')))
      if (!bytes) throw new Error('flights.csv.zip holds no flights.csv')
      writeFileSync(join(scratch, 'flights.csv'), bytes)
      return library.readTable(join(scratch, 'flights.csv'))
    },
    known: [
      [/^minute == sched_dep_time - 100 \* hour$/, 'the time is written as hours and minutes'],
      [/^(month|year|day|hour) == \w+\(time_hour\)$/, 'the parts of the time; the month but for the hours by which the zone is off'],
      [/^air_time <= distance$/, 'no airliner flies slower than a mile in a minute'],
      [
        /^(month|day|hour|minute|dep_time|arr_time|sched_arr_time|flight) [<>]= \d+$/,
        'parts of dates and times, and numbers counted from 1',
      ],
      [/^determines\(tailnum, carrier\)$/, 'an aeroplane flies for one airline; a few were sold or lent'],
      [/^combinations\((carrier|origin|dest), (dest|distance)\)$/, 'routes'],
      [/^missing\((dep_time|dep_delay)\) implies missing\((arr_time|arr_delay|air_time)\)$/, 'what never left never came'],
      [/^missing\(arr_time\) implies missing\((arr_delay|air_time)\)$/, 'a flight without arrival has no delay'],
      [/^missing\(tailnum\) implies missing\(/, 'no aeroplane was ever assigned'],
      [/^carrier == "(FL|AS|YV|F9)" implies (origin|dest) == /, 'airlines with one base or one route here'],
      [/^oneOf\(origin, /, 'the three airports of New York'],
      [/^together\((dep_time, dep_delay|arr_delay, air_time)\)$/, 'worked out from each other'],
    ],
    due: ['minute == sched_dep_time - 100 * hour', 'missing(dep_time) implies missing(arr_time)', 'together(dep_time, dep_delay)'],
  },
  {
    name: 'orders of Northwind',
    read: (folder) => ofDatabase(join(folder, 'northwind/northwind.sqlite'), 'Orders'),
    known: [
      [/^OrderDate <= (RequiredDate|ShippedDate)$/, 'an order comes before what it asks for'],
      [/^(EmployeeID|ShipVia) >= 1$/, 'keys counted from 1'],
      [
        /^determines\((CustomerID|ShipName|ShipAddress), (CustomerID|Ship(Name|Address|City|Region|PostalCode|Country))\)$/,
        'a customer has an address',
      ],
      [/^determines\(ShipPostalCode, Ship(City|PostalCode_form)\)$/, 'a postal code is of one town, and has its form'],
      [/^determines\(ShipCity, ShipRegion\)$/, 'a town lies in one region'],
      [/^determines\(ShipRegion, ShipCountry\)$/, 'a region lies in one country'],
      [
        /^combinations\(ShipCity, ShipPostalCode_form\)$|^ShipCountry == ".*" implies ShipPostalCode_form == /,
        'countries write postal codes in their way',
      ],
      [/^unique\(OrderID\)$/, 'a key'],
    ],
    due: [
      'OrderDate <= RequiredDate',
      'OrderDate <= ShippedDate',
      'determines(CustomerID, ShipAddress)',
      'determines(ShipRegion, ShipCountry)',
    ],
  },
  {
    name: 'order details of Northwind',
    read: (folder) => ofDatabase(join(folder, 'northwind/northwind.sqlite'), 'Order Details'),
    known: [
      [/^(ProductID|Quantity) >= 1$/, 'a key counted from 1, and no order of nothing'],
      [/^combinations\(ProductID, UnitPrice\)$/, 'a product has few prices'],
      [/^unique\(OrderID, ProductID\)$/, 'the key of the table'],
    ],
    due: ['unique(OrderID, ProductID)', 'Quantity >= 1'],
  },
  {
    name: 'loans of berka',
    read: (folder) => library.readTable(join(folder, 'berka/loan.csv.gz')),
    known: [
      [/^amount == duration \* payments$/, 'the loan is paid back in equal instalments'],
      [/^multiple\(amount, \d+\)$/, 'the duration is whole years'],
      [/^unique\((loan_id|account_id)\)$/, 'a key, and an account has one loan at most'],
      [/^oneOf\(status, /, 'the bank knows four'],
    ],
    due: ['amount == duration * payments', 'unique(loan_id)'],
  },
  {
    name: 'accounts of berka',
    read: (folder) => library.readTable(join(folder, 'berka/account.csv.gz')),
    known: [
      [/^district_id >= 1$/, 'a key counted from 1'],
      [/^unique\(account_id\)$/, 'a key'],
      [/^oneOf\(frequency, /, 'statements come monthly, weekly or after each transaction'],
    ],
    due: ['unique(account_id)'],
  },
]

/** Of the rules that are found in public tables, how many are true of more than their rows; and whether those are found that are known to be there. */
export async function foundRules(data: string, scratch: string): Promise<Bar[]> {
  const bars: Bar[] = []
  const lines: string[][] = []
  for (const { name, read, known, due } of searched) {
    const rules = library.findRules(await read(join(data, 'relational'), scratch)).map(({ rule }) => rule)
    const accidents = rules.filter((rule) => !known.some(([pattern]) => pattern.test(rule)))
    const missed = due.filter((rule) => !rules.includes(rule))
    lines.push([name, `${rules.length}`, accidents.join('; ') || 'none', missed.join('; ') || 'none'])
    bars.push(
      {
        what: `${name}: found rules that are true`,
        measured: `${rules.length - accidents.length} of ${rules.length}`,
        value: (rules.length - accidents.length) / Math.max(1, rules.length),
        limit: 0.9,
        sense: 'at least',
      },
      { what: `${name}: known rules not found`, measured: `${missed.length}`, value: missed.length, limit: 0, sense: 'at most', digits: 0 },
    )
  }
  console.log('\n## Rules that are found in public tables\n')
  console.log(textTable(['table', 'found', 'accidents', 'known ones that were not found'], lines))
  return bars
}
