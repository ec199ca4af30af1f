/** How a condition's values are compared with the request's: the one interface of all operators. */
import type { ContextKeys } from '../types.ts'

/** Whether one value of the request fits one value that the policy asks for. */
export type Fits = (given: string) => boolean

/** One asked-for value made ready. */
export type Asked =
  | { readonly kind: 'fixed'; readonly fits: Fits }
  /** Holds policy variables; undefined when one of them has no value in the request. */
  | { readonly kind: 'open'; readonly resolve: (context: ContextKeys) => Fits | undefined }

/** Makes a value ready; `variables` tells whether the policy's version has them. */
export type Comparison = (asked: string, variables: boolean) => Asked

/** For operators that know no policy variables. A value that cannot be read fits nothing. */
export const plainComparison =
  <Value>(
    read: (text: string) => Value | undefined,
    fits: (given: Value, asked: Value) => boolean,
  ): Comparison =>
  (text) => {
    const asked = read(text)
    if (asked === undefined) return { kind: 'fixed', fits: () => false }
    return {
      kind: 'fixed',
      fits: (given) => {
        const value = read(given)
        return value !== undefined && fits(value, asked)
      },
    }
  }
