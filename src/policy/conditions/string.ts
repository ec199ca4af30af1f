/** String operators. */
import { matches, patternOf } from '../match/glob.ts'
import { openTest } from '../match/open-pattern.ts'
import type { KnownToken, Token } from '../match/template.ts'
import { isKnown, parseTemplate, resolveTemplate } from '../match/template.ts'
import type { Comparison, Fits } from './comparison.ts'

export const stringEquals = templated({
  wildcards: false,
  fits: (tokens) => {
    const asked = textOf(tokens)
    return (given) => given === asked
  },
  open: openTest,
})

export const stringEqualsIgnoreCase = templated({
  wildcards: false,
  fits: (tokens) => {
    const asked = textOf(tokens).toLowerCase()
    return (given) => given.toLowerCase() === asked
  },
})

export const stringLike = templated({
  wildcards: true,
  fits: (tokens) => {
    const pattern = patternOf(tokens)
    return (given) => matches(pattern, given)
  },
  open: openTest,
})

export interface TemplateComparison {
  readonly wildcards: boolean
  readonly fits: (tokens: readonly KnownToken[]) => Fits
  /** A shorter way for values with variables, where there is one. */
  readonly open?: (tokens: readonly Token[]) => Fits
}

/** A comparison with a template, made ready at once where it holds no variable. */
export function templated({ wildcards, fits, open = resolvedFirst(fits) }: TemplateComparison): Comparison {
  return (asked, variables) => {
    const tokens = parseTemplate(asked, { wildcards, variables })
    return isKnown(tokens) ? fits(tokens) : open(tokens)
  }
}

function resolvedFirst(fits: TemplateComparison['fits']): (tokens: readonly Token[]) => Fits {
  return (tokens) => (given, context) => {
    const known = resolveTemplate(tokens, context)
    return known !== undefined && fits(known)(given, context)
  }
}

const textOf = (tokens: readonly KnownToken[]): string =>
  tokens.map((token) => (token.kind === 'text' ? token.text : '')).join('')
