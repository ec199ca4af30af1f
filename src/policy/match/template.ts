/** The text of a policy's resource or condition value: literals, wildcards and policy variables. */
import type { ContextKeys } from '../types.ts'

export type Token =
  | Text
  /** `*`: any number of characters. */
  | { readonly kind: 'run' }
  /** `?`: one character. */
  | { readonly kind: 'one' }
  | Variable

export interface Text {
  readonly kind: 'text'
  readonly text: string
}

export interface Variable {
  readonly kind: 'variable'
  readonly key: string
  readonly fallback?: string
}

/** A token whose value is known. */
export type KnownToken = Exclude<Token, Variable>

export interface TemplateRules {
  /** Whether `*` and `?` are wildcards; else they are themselves. */
  readonly wildcards: boolean
  /** Whether `${...}` stands for a value of the request, as in version 2012-10-17. */
  readonly variables: boolean
}

/** Reads a template. What looks like a variable but has no closing brace is text. */
export function parseTemplate(source: string, rules: TemplateRules): readonly Token[] {
  const tokens: Token[] = []
  let text = ''
  const add = (token: Token): void => {
    if (text !== '') tokens.push({ kind: 'text', text })
    text = ''
    tokens.push(token)
  }
  for (let at = 0; at < source.length; at++) {
    const letter = source[at]!
    if (letter === '$' && rules.variables && source[at + 1] === '{') {
      const end = closingBrace(source, at + 2)
      if (end !== -1) {
        const inner = source.slice(at + 2, end)
        at = end
        // ${*}, ${?} and ${$} stand for the characters themselves.
        if (inner === '*' || inner === '?' || inner === '$') text += inner
        else add(variableOf(inner))
        continue
      }
    }
    if (letter === '*' && rules.wildcards) add({ kind: 'run' })
    else if (letter === '?' && rules.wildcards) add({ kind: 'one' })
    else text += letter
  }
  if (text !== '') tokens.push({ kind: 'text', text })
  return tokens
}

/** Whether the tokens hold no variable. */
export const isKnown = (tokens: readonly Token[]): tokens is readonly KnownToken[] =>
  tokens.every((token) => token.kind !== 'variable')

/** Whether the request has a value for each variable. */
export const hasValues = (tokens: readonly Token[], context: ContextKeys): boolean =>
  tokens.every((token) => token.kind !== 'variable' || valueOf(token, context) !== undefined)

/** Puts the request's values in, or gives undefined when a variable has none. Values never act as wildcards. */
export function resolveTemplate(
  tokens: readonly Token[],
  context: ContextKeys,
): readonly KnownToken[] | undefined {
  const known: KnownToken[] = []
  for (const token of tokens) {
    if (token.kind !== 'variable') {
      known.push(token)
      continue
    }
    const text = valueOf(token, context)
    if (text === undefined) return undefined
    known.push({ kind: 'text', text })
  }
  return known
}

/** A key of several values cannot stand for one text, so it has no value here. */
export function valueOf(token: Variable, context: ContextKeys): string | undefined {
  const values = context.get(token.key)
  return values?.length === 1 ? values[0] : token.fallback
}

/** `key` or `key, 'fallback'`. */
function variableOf(inner: string): Token {
  const comma = inner.indexOf(',')
  if (comma === -1) return { kind: 'variable', key: inner.trim().toLowerCase() }
  const quoted = inner.slice(comma + 1).trim()
  const key = inner.slice(0, comma).trim().toLowerCase()
  const isQuoted = quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'")
  return isQuoted ? { kind: 'variable', key, fallback: quoted.slice(1, -1) } : { kind: 'variable', key: '' }
}

/** A brace within the quotes of a fallback does not close the variable. */
function closingBrace(source: string, from: number): number {
  let quoted = false
  for (let at = from; at < source.length; at++) {
    if (source[at] === "'") quoted = !quoted
    else if (source[at] === '}' && !quoted) return at
  }
  return quoted ? source.indexOf('}', from) : -1
}
