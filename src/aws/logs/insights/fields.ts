/** The fields that a message in JSON holds, each by the whole of its name. */
import { show, type Value } from './values.ts'
import { readDocument } from '../read-document.ts'

/** As many as AWS finds in one event. */
const mostFields = 200

export function fieldsOf(message: string): readonly (readonly [name: string, value: string])[] {
  const document = readDocument(message)
  return document === undefined ? [] : [...leaves('', document)].slice(0, mostFields)
}

function* leaves(name: string, value: unknown): Generator<readonly [string, string]> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* leaves(name === '' ? key : `${name}.${key}`, item)
    return
  }
  const shown = show(value as Value)
  if (shown !== undefined && name !== '') yield [name, shown]
}
