/** Matching text against a pattern whose variables are known only with the request. */
import type { ContextKeys } from '../types.ts'
import { matches, patternOf } from './glob.ts'
import type { Token } from './template.ts'
import { resolveTemplate, valueOf } from './template.ts'

/** Undefined when a variable has no value, in which case nobody can say whether the text fits. */
export type OpenTest = (text: string, context: ContextKeys) => boolean | undefined

export function openTest(tokens: readonly Token[]): OpenTest {
  const endsInRun = tokens.at(-1)?.kind === 'run'
  const head = endsInRun ? tokens.slice(0, -1) : tokens
  const plain = head.every((token) => token.kind === 'text' || token.kind === 'variable')
  if (plain) return (text, context) => startsWith(head, text, { context, andMore: endsInRun })
  return (text, context) => {
    const known = resolveTemplate(tokens, context)
    return known && matches(patternOf(known), text)
  }
}

interface HeadRules {
  readonly context: ContextKeys
  /** Whether anything may follow. */
  readonly andMore: boolean
}

/** The common form, such as `home/${aws:username}/*`, is compared in place. */
function startsWith(
  head: readonly Token[],
  text: string,
  { context, andMore }: HeadRules,
): boolean | undefined {
  let at = 0
  let fits = true
  for (const token of head) {
    const part = token.kind === 'text' ? token.text : token.kind === 'variable' ? valueOf(token, context) : ''
    if (part === undefined) return undefined
    fits = fits && text.startsWith(part, at)
    at += part.length
  }
  return fits && (andMore || at === text.length)
}
