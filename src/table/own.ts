/** What a record has by this name itself, not what every object has (`constructor`, `valueOf`): columns and tables may be named like that. */
export function ownValue<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}
