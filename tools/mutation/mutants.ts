/** The mutants of a source file: one small change each, of those that a good test notices. */
import { stripTypeScriptTypes } from 'node:module'
import type { Token } from './tokens.ts'
import { endsValue, tokensOf } from './tokens.ts'

export interface Mutant {
  readonly at: number
  readonly line: number
  readonly from: string
  readonly to: string
}

/** What stands for what. Between values, so that generics, arrows and signs of numbers are let be. */
const operators: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '%': '*',
  '+=': '-=',
  '-=': '+=',
}

const words: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  continue: 'break',
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toLowerCase: 'toUpperCase',
  toUpperCase: 'toLowerCase',
  indexOf: 'lastIndexOf',
  min: 'max',
  max: 'min',
}

/** The code without its types, every remaining character at its old place, which is what is mutated. */
export const codeOf = (source: string) => stripTypeScriptTypes(source, { mode: 'strip' })

export function mutantsOf(source: string): readonly Mutant[] {
  const code = codeOf(source)
  const tokens = tokensOf(code)
  return tokens.flatMap((token, index) => {
    const change = (from: string, to: string, at = token.at): Mutant => ({
      at,
      line: code.slice(0, at).split('\n').length,
      from,
      to,
    })
    const before = tokens[index - 1]
    if (token.kind === 'number' && /^\d+$/.test(token.text) && !isOrder(tokens, index))
      return [change(token.text, String(Number(token.text) + 1))]
    if (token.kind === 'text') return isValue(tokens, index) ? [change(token.text, "'mutant'")] : []
    if (token.text === 'if' && before?.text !== '.') {
      const condition = insideOfBrackets(code, tokens, index + 1)
      if (condition === undefined) return []
      const [from, at] = condition
      return [change(from, 'true', at), change(from, 'false', at)]
    }
    if (token.kind === 'word' && Object.hasOwn(words, token.text) && !isName(tokens, index))
      return [change(token.text, words[token.text] ?? '')]
    if (token.text === '!' && token.kind === 'sign') return [change('!', ' ')]
    if (token.kind === 'sign' && Object.hasOwn(operators, token.text) && endsValue(before))
      return [change(token.text, operators[token.text] ?? '')]
    return []
  })
}

/** Of `-1` and `1` that a comparison for sorting returns only the sign counts. */
const isOrder = (tokens: readonly Token[], index: number) =>
  tokens[index]?.text === '1' && ['-', ':'].includes(tokens[index - 1]?.text ?? '')

/** Not a module's name, a property's or a case's. */
function isValue(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text
  const after = tokens[index + 1]?.text
  if (before === 'from' || before === 'import') return false
  return !(after === ':' && (before === '{' || before === ','))
}

const isName = (tokens: readonly Token[], index: number) =>
  tokens[index + 1]?.text === ':' && ['{', ','].includes(tokens[index - 1]?.text ?? '')

function insideOfBrackets(
  code: string,
  tokens: readonly Token[],
  open: number,
): readonly [string, number] | undefined {
  let depth = 0
  for (const token of tokens.slice(open)) {
    if (token.text === '(') depth++
    if (token.text === ')' && --depth === 0) {
      const from = (tokens[open]?.at ?? 0) + 1
      return [code.slice(from, token.at), from]
    }
  }
  return undefined
}

export const mutated = (code: string, { at, from, to }: Mutant) =>
  code.slice(0, at) + to + code.slice(at + from.length)

export interface Change {
  readonly code: string
  readonly becomes: string
}

/** The lines that a mutant changes, before and after, for people and for the list of equivalents. */
export function changeOf(code: string, mutant: Mutant): Change {
  const end = mutant.at + mutant.from.length
  const start = code.lastIndexOf('\n', mutant.at - 1) + 1
  const [rest = ''] = code.slice(end).split('\n', 1)
  const lines = (middle: string) => (code.slice(start, mutant.at) + middle + rest).trim().replace(/\s+/g, ' ')
  return { code: lines(mutant.from), becomes: lines(mutant.to) }
}
