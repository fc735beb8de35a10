/** Hours from 2010 on, each part in a column of its own, with a level that the hour makes. */
export function hours(rows: number): Record<'year' | 'month' | 'day' | 'hour' | 'level', string[]> {
  const times = Array.from({ length: rows }, (_, i) => new Date(Date.UTC(2010, 0, 1, i)))
  const of = (part: (date: Date, i: number) => number): string[] => times.map((date, i) => String(part(date, i)))
  return {
    year: of((date) => date.getUTCFullYear()),
    month: of((date) => date.getUTCMonth() + 1),
    day: of((date) => date.getUTCDate()),
    hour: of((date) => date.getUTCHours()),
    level: of((date, i) => 10 * date.getUTCHours() + (i % 17)),
  }
}
