/** One statement against one request, part by part. */
import type { CompiledPolicy } from './compile.ts'
import { conditionTest } from './conditions/condition.ts'
import type {
  Condition,
  PatternElement,
  PolicyVersion,
  PrincipalElement,
  Statement,
} from './document/model.ts'
import type { PartExplanation, StatementExplanation } from './explanation.ts'
import { actionPattern } from './match/action.ts'
import { matches } from './match/glob.ts'
import type { Asker, Naming } from './match/principal.ts'
import { principalMatcher } from './match/principal.ts'
import type { ResourceRules } from './match/resource.ts'
import { resourceMatcher } from './match/resource.ts'
import { parseTemplate, valueOf } from './match/template.ts'
import { arnOf } from './principal.ts'
import type { ContextKeys, PolicyRequest } from './types.ts'

export function explainStatement(
  policy: CompiledPolicy,
  index: number,
  request: PolicyRequest,
  asker: Asker,
): StatementExplanation {
  const statement = policy.document.statements[index]!
  const { version } = policy.document
  const { principal } = statement
  const naming = principal && namingOf(principal, statement.effect, policy, asker)
  const parts = [
    ...(naming ? [explainPrincipal(principal, naming, asker)] : []),
    explainAction(statement.action, request.action),
    ...(statement.resource
      ? [explainResource(statement.resource, { version, effect: statement.effect }, request)]
      : []),
    ...statement.conditions.map((condition) => explainCondition(condition, version, request.context)),
  ]
  return {
    index,
    ...(statement.sid !== undefined && { sid: statement.sid }),
    effect: statement.effect,
    applies: parts.every((part) => part.fits),
    ...(naming && { naming }),
    parts,
  }
}

function namingOf(
  element: PrincipalElement,
  effect: Statement['effect'],
  { document, principalIds }: CompiledPolicy,
  asker: Asker,
): Naming {
  return principalMatcher(element, { kind: document.kind, effect, ids: principalIds })(asker)
}

function explainPrincipal(element: PrincipalElement, naming: Naming, asker: Asker): PartExplanation {
  const asked = [
    ...(element.everyone ? ['*'] : []),
    ...element.aws,
    ...element.service,
    ...element.federated,
    ...element.canonicalUser,
  ]
  const fits = naming !== 'none'
  const given = arnOf(asker.principal)
  const words = element.negated
    ? `NotPrincipal ${list(asked)} ${fits ? 'does not spare' : 'spares'} \`${given}\``
    : `Principal ${list(asked)} ${howNamed[naming]} \`${given}\`${fits ? '' : strangerHint(element, asker)}`
  return { part: 'principal', fits, asked, given: [given], words }
}

/** Who reads `*` as everybody wants to know why it is not. */
const strangerHint = ({ everyone }: PrincipalElement, { principal }: Asker): string =>
  everyone && principal.kind === 'web-identity' ? ', whom a trust policy has to name as Federated' : ''

const howNamed: Readonly<Record<Naming, string>> = {
  none: 'does not cover',
  account: 'names the account of',
  role: 'names whoever is behind',
  direct: 'covers',
}

function explainAction(element: PatternElement, action: string): PartExplanation {
  const asked = element.patterns
  const among = asked.some((pattern) => matches(actionPattern(pattern), action.toLowerCase()))
  const words = `\`${action}\` is ${among ? '' : 'not '}among ${element.negated ? 'NotAction' : 'Action'} ${list(asked)}`
  return { part: 'action', fits: among !== element.negated, asked, given: [action], words }
}

function explainResource(
  element: PatternElement,
  rules: ResourceRules,
  { resource, context }: PolicyRequest,
): PartExplanation {
  const asked = element.patterns
  const fits = resourceMatcher(element, rules).test(resource, context)
  const unknown = missingVariables(asked, rules.version, context)
  const words = [
    `\`${resource}\` ${whereabouts(element, fits, unknown)} ${list(asked)}`,
    ...unknown.map((key) => `the request has no \`${key}\``),
    ...(fits || element.negated ? [] : caseHint(asked, [resource])),
  ].join('; ')
  return { part: 'resource', fits, asked, given: [resource], words }
}

function whereabouts({ negated }: PatternElement, fits: boolean, unknown: readonly string[]): string {
  if (!negated) return fits ? 'is among Resource' : 'is not among Resource'
  if (fits) return 'is not among NotResource'
  return unknown.length > 0 ? 'cannot be told apart from NotResource' : 'is among NotResource'
}

function explainCondition(
  condition: Condition,
  version: PolicyVersion,
  context: ContextKeys,
): PartExplanation {
  const { operator, key, values: asked } = condition
  const given = context.get(key.toLowerCase())
  const fits = conditionTest(condition, version)(context)
  const had = given === undefined ? `the request has no \`${key}\`` : `\`${key}\` is ${list(given)}`
  const words = [
    `${operator.text} ${fits ? 'is met' : 'is not met'}: ${had}, asked is ${list(asked)}`,
    ...(given === undefined ? [] : missingVariables(asked, version, context)).map(
      (name) => `the request has no \`${name}\``,
    ),
    ...(fits ? [] : caseHint(asked, given ?? [])),
  ].join('; ')
  return { part: 'condition', fits, asked, given, operator: operator.text, key, words }
}

/** The variables of a template that have no value in the request and no default. */
function missingVariables(
  sources: readonly string[],
  version: PolicyVersion,
  context: ContextKeys,
): readonly string[] {
  if (version !== '2012-10-17') return []
  return sources
    .flatMap((source) => parseTemplate(source, { wildcards: true, variables: true }))
    .filter((token) => token.kind === 'variable')
    .filter((variable) => valueOf(variable, context) === undefined)
    .map(({ key }) => key)
}

/** The commonest slip that nobody sees. */
function caseHint(asked: readonly string[], given: readonly string[]): readonly string[] {
  const lower = new Set(asked.map((text) => text.toLowerCase()))
  const exact = new Set(asked)
  return given.some((text) => !exact.has(text) && lower.has(text.toLowerCase()))
    ? ['they differ only in upper and lower case']
    : []
}

export const list = (texts: readonly string[]): string =>
  texts.length === 0 ? 'nothing' : texts.map((text) => `\`${text}\``).join(', ')
