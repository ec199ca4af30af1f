/** Which context keys policies speak of, in conditions and in variables. */
import type { PolicyDocument, Statement } from '../../../policy/index.ts'

const variable = /\$\{([^}$]+)\}/g

/** Each once, as it was written first. */
export function contextKeysOf(documents: readonly PolicyDocument[]): readonly string[] {
  const keys = documents.flatMap((document) => document.statements.flatMap(keysOfStatement))
  return [...new Map(keys.toReversed().map((key) => [key.toLowerCase(), key])).values()].toReversed()
}

export function keysOfStatement({ conditions, resource }: Statement): readonly string[] {
  const texts = [...(resource?.patterns ?? []), ...conditions.flatMap((condition) => condition.values)]
  return [...conditions.map((condition) => condition.key), ...texts.flatMap(variablesOf)]
}

/** `${*}`, `${?}` and `${$}` are characters; what stands after a comma is a default. */
const variablesOf = (text: string): readonly string[] =>
  [...text.matchAll(variable)]
    .map((match) => match[1]!.split(',')[0]!.trim())
    .filter((name) => name.includes(':'))
