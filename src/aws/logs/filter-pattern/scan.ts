/** The tokens that patterns of JSON and of columns have in common. */
import { invalidPattern } from './invalid-pattern.ts'

export type Token =
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'word' | 'quoted' | 'regex' | 'selector'; readonly text: string }

const patterns: readonly (readonly [kind: Token['kind'] | 'space', pattern: RegExp])[] = [
  ['space', /\s+/y],
  ['sign', /&&|\|\||!=|<=|>=|\.\.\.|[=<>(),]/y],
  ['quoted', /"((?:[^"\\]|\\.)*)"/y],
  ['regex', /%((?:[^%\\]|\\.)*)%/y],
  ['selector', /\$(?:\.?\[(?:'[^']*'|"[^"]*"|\d+|\*)\]|\.?[\w\-@:/]+|\.(?=[\s=<>!]))*/y],
  ['word', /[^\s"%&|=<>!(),]+/y],
]

export function scan(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const [kind, found] = readToken(text, at)
    at += found[0].length
    if (kind === 'quoted') tokens.push({ kind, text: found[1]!.replaceAll(/\\(["\\])/g, '$1') })
    else if (kind !== 'space') tokens.push({ kind, text: found[1] ?? found[0] })
  }
  return tokens
}

function readToken(text: string, at: number): readonly [Token['kind'] | 'space', RegExpExecArray] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) return [kind, found]
  }
  throw invalidPattern(`unreadable at \`${text.slice(at, at + 20)}\``)
}
