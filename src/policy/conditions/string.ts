/** String operators. */
import { matches, patternOf } from '../match/glob.ts'
import type { KnownToken } from '../match/template.ts'
import { isKnown, parseTemplate, resolveTemplate } from '../match/template.ts'
import type { Comparison, Fits } from './comparison.ts'

export const stringEquals: Comparison = templated(false, (tokens) => {
  const asked = textOf(tokens)
  return (given) => given === asked
})

export const stringEqualsIgnoreCase: Comparison = templated(false, (tokens) => {
  const asked = textOf(tokens).toLowerCase()
  return (given) => given.toLowerCase() === asked
})

export const stringLike: Comparison = templated(true, (tokens) => {
  const pattern = patternOf(tokens)
  return (given) => matches(pattern, given)
})

/** A comparison with a template, made ready at once where it holds no variable. */
export function templated(wildcards: boolean, fitsOf: (tokens: readonly KnownToken[]) => Fits): Comparison {
  return (asked, variables) => {
    const tokens = parseTemplate(asked, { wildcards, variables })
    if (isKnown(tokens)) return { kind: 'fixed', fits: fitsOf(tokens) }
    return {
      kind: 'open',
      resolve: (context) => {
        const known = resolveTemplate(tokens, context)
        return known && fitsOf(known)
      },
    }
  }
}

const textOf = (tokens: readonly KnownToken[]): string =>
  tokens.map((token) => (token.kind === 'text' ? token.text : '')).join('')
