/** ARN operators: the six parts are compared one by one, so a wildcard never spans a colon of the first five. */
import type { Pattern } from '../match/glob.ts'
import { matches, patternOf } from '../match/glob.ts'
import type { KnownToken } from '../match/template.ts'
import type { Fits } from './comparison.ts'
import { rememberLast } from './comparison.ts'
import { templated } from './string.ts'

/** ArnEquals and ArnLike behave alike: both know wildcards. */
export const arnLike = templated({ wildcards: true, fits: fitsArn })

function fitsArn(tokens: readonly KnownToken[]): Fits {
  const patterns = partsOfPattern(tokens)
  if (patterns === undefined) return () => false
  return (given) => {
    const parts = rememberedParts(given)
    return parts !== undefined && patterns.every((pattern, index) => matches(pattern, parts[index]!))
  }
}

/** A lone star stands for every ARN. */
function partsOfPattern(tokens: readonly KnownToken[]): readonly Pattern[] | undefined {
  if (tokens.length === 1 && tokens[0]!.kind === 'run') return []
  const parts: KnownToken[][] = [[]]
  for (const token of tokens) {
    if (token.kind !== 'text') {
      parts.at(-1)!.push(token)
      continue
    }
    let text = token.text
    for (let colon = text.indexOf(':'); colon !== -1 && parts.length < 6; colon = text.indexOf(':')) {
      parts.at(-1)!.push({ kind: 'text', text: text.slice(0, colon) })
      parts.push([])
      text = text.slice(colon + 1)
    }
    parts.at(-1)!.push({ kind: 'text', text })
  }
  return parts.length === 6 ? parts.map(patternOf) : undefined
}

const rememberedParts = rememberLast(partsOf)

function partsOf(text: string): readonly string[] | undefined {
  const parts: string[] = []
  let from = 0
  for (let count = 0; count < 5; count++) {
    const colon = text.indexOf(':', from)
    if (colon === -1) return undefined
    parts.push(text.slice(from, colon))
    from = colon + 1
  }
  parts.push(text.slice(from))
  return parts[0] === 'arn' ? parts : undefined
}
