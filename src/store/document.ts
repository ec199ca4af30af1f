/** Values as the store keeps them: what JSON can say of them, frozen, so that no reader changes them for the others. */

/** A value's JSON text and the frozen document that it reads back as. */
export interface Document {
  readonly text: string
  readonly value: unknown
}

export function documentOf(value: unknown): Document {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`a stored value must be JSON, not ${typeof value}`)
  return { text, value: readDocument(text) }
}

export const readDocument = (text: string): unknown => freeze(JSON.parse(text))

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}
