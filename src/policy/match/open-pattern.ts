/** Matching text against a pattern whose variables are known only with the request. */
import type { ContextKeys } from '../types.ts'
import { matches, patternOf } from './glob.ts'
import type { Text, Token, Variable } from './template.ts'
import { resolveTemplate, valueOf } from './template.ts'

/** Nothing fits a pattern with a variable that has no value. */
export type OpenTest = (text: string, context: ContextKeys) => boolean

export function openTest(tokens: readonly Token[]): OpenTest {
  const endsInRun = tokens.at(-1)?.kind === 'run'
  const head = endsInRun ? tokens.slice(0, -1) : tokens
  if (head.every(isPlain)) return beginsWith(head, endsInRun)
  return (text, context) => {
    const known = resolveTemplate(tokens, context)
    return known !== undefined && matches(patternOf(known), text)
  }
}

const isPlain = (token: Token): token is Text | Variable => token.kind === 'text' || token.kind === 'variable'

/** The common form, such as `home/${aws:username}/*`, is compared in place. */
function beginsWith(head: readonly (Text | Variable)[], andMore: boolean): OpenTest {
  return (text, context) => {
    let at = 0
    for (const token of head) {
      const part = token.kind === 'text' ? token.text : valueOf(token, context)
      if (part === undefined || !text.startsWith(part, at)) return false
      at += part.length
    }
    return andMore || at === text.length
  }
}
