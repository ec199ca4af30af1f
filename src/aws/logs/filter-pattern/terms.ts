/** Patterns of terms: all that stand alone, one of those with `?`, none of those with `-`. */
import type { Match } from './compile.ts'
import { invalidPattern } from './invalid-pattern.ts'
import { compileRegex } from './regex.ts'

type Test = (message: string) => boolean

interface Terms {
  readonly required: Test[]
  readonly optional: Test[]
  readonly excluded: Test[]
}

export function compileTerms(pattern: string): Match {
  const { required, optional, excluded } = readTerms(pattern)
  // Beside terms that have to be there, AWS takes no notice of those that may.
  const someOf = required.length > 0 ? [] : optional
  return (message) =>
    required.every((test) => test(message)) &&
    (someOf.length === 0 || someOf.some((test) => test(message))) &&
    !excluded.some((test) => test(message))
      ? {}
      : undefined
}

const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"%]+))/y

function readTerms(pattern: string): Terms {
  const terms: Terms = { required: [], optional: [], excluded: [] }
  const kinds = { '': terms.required, '?': terms.optional, '-': terms.excluded }
  term.lastIndex = 0
  while (term.lastIndex < pattern.length) {
    const at = term.lastIndex
    const found = term.exec(pattern)
    if (found === null) throw invalidPattern(`unreadable from character ${at}`)
    const [, sign = '', quoted, regex, bare] = found
    kinds[sign as keyof typeof kinds].push(testOf(quoted, regex, bare))
  }
  return terms
}

function testOf(quoted?: string, regex?: string, bare?: string): Test {
  if (regex !== undefined) return compileRegex(regex)
  if (bare !== undefined && !/^\w+$/u.test(bare.replaceAll(/[^\x20-\x7e]/gu, 'x')))
    throw invalidPattern(`invalid character(s) in term \`${bare}\`; put it in double quotes`)
  const text = bare ?? quoted!.replaceAll(/\\(["\\])/g, '$1')
  return (message) => message.includes(text)
}
