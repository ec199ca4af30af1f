/** Which resources a statement speaks of. */
import type { PatternElement, PolicyVersion, Statement } from '../document/model.ts'
import type { ContextKeys } from '../types.ts'
import type { Pattern } from './glob.ts'
import { matches, patternOf } from './glob.ts'
import { openTest } from './open-pattern.ts'
import type { Token } from './template.ts'
import { hasValues, isKnown, parseTemplate } from './template.ts'

export interface ResourceMatcher {
  /** The patterns as far as they are the same for every request, for an index; undefined where one is not. */
  readonly fixed: readonly Pattern[] | undefined
  test(resource: string, context: ContextKeys): boolean
}

export interface ResourceRules {
  readonly version: PolicyVersion
  readonly effect: Statement['effect']
}

export function resourceMatcher(
  element: PatternElement,
  { version, effect }: ResourceRules,
): ResourceMatcher {
  const sources = element.patterns.map((source) => resourceTokens(source, version))
  const known = sources.filter(isKnown).map(patternOf)
  const open = sources.filter((tokens) => !isKnown(tokens))
  const isAmong = amongTest(known, open)
  if (!element.negated) return { fixed: open.length === 0 ? known : undefined, test: isAmong }
  if (effect === 'Deny' || open.length === 0)
    return { fixed: undefined, test: (resource, context) => !isAmong(resource, context) }
  // An entry whose variable has no value matches no resource, so it excludes none. AWS does not say whether an
  // Allow then covers what the entry was to exclude; here it does not apply, which grants nothing.
  return {
    fixed: undefined,
    test: (resource, context) =>
      !isAmong(resource, context) && open.every((tokens) => hasValues(tokens, context)),
  }
}

/** A resource pattern, with the parts that a short ARN leaves out filled with stars, as IAM does. */
export function resourceTokens(source: string, version: PolicyVersion): readonly Token[] {
  const tokens = parseTemplate(source, { wildcards: true, variables: version === '2012-10-17' })
  if (source === '*') return tokens
  const colons = tokens.reduce(
    (sum, token) => sum + (token.kind === 'text' ? token.text.split(':').length - 1 : 0),
    0,
  )
  const missing = Math.max(0, 5 - colons)
  const filler: readonly Token[] = [{ kind: 'text', text: ':' }, { kind: 'run' }]
  return [...tokens, ...Array.from({ length: missing }, () => filler).flat()]
}

function amongTest(known: readonly Pattern[], open: readonly (readonly Token[])[]): ResourceMatcher['test'] {
  const tests = open.map(openTest)
  const [only] = known
  if (known.length === 1 && only !== undefined && tests.length === 0)
    return (resource) => matches(only, resource)
  return (resource, context) => {
    for (const pattern of known) if (matches(pattern, resource)) return true
    for (const test of tests) if (test(resource, context)) return true
    return false
  }
}
