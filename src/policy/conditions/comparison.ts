/** How a condition's values are compared with the request's: the one interface of all operators. */
import type { ContextKeys } from '../types.ts'

/** Whether one value of the request fits one that the policy asks for, whose variables take theirs from the context. */
export type Fits = (given: string, context: ContextKeys) => boolean

/** Makes a value that the policy asks for ready; `variables` tells whether the policy's version has them. */
export type Comparison = (asked: string, variables: boolean) => Fits

export interface PlainRules<Given, Value> {
  /** How a value of the request is read. */
  readonly given: (text: string) => Given | undefined
  /** How a value of the policy is read. */
  readonly asked: (text: string) => Value | undefined
  readonly fits: (given: Given, asked: Value) => boolean
}

/** For operators that know no policy variables. A value that cannot be read fits nothing. */
export function plainComparison<Given, Value>(rules: PlainRules<Given, Value>): Comparison {
  const readGiven = rememberLast(rules.given)
  return (text) => {
    const asked = rules.asked(text)
    if (asked === undefined) return () => false
    return (text) => {
      const given = readGiven(text)
      return given !== undefined && rules.fits(given, asked)
    }
  }
}

/** One request has one time and one address, and many statements ask about it. */
export function rememberLast<Value>(read: (text: string) => Value): (text: string) => Value {
  let last: { text: string; value: Value } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, value: read(text) }
    return last.value
  }
}
