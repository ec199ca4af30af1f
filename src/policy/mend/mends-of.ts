/** From a refused call to what would let it through, change by change. */
import { compilePolicy, type CompiledPolicy } from '../compile.ts'
import { askerOf, decide } from '../decide.ts'
import { renderPolicy } from '../document/render.ts'
import type { Condition, PolicyDocument, Statement } from '../document/model.ts'
import { explainStatement } from '../explain-statement.ts'
import type { StatementExplanation } from '../explanation.ts'
import type { Decision, PolicyRequest, PolicyType, StatementReference } from '../types.ts'
import { adjust } from './conditions.ts'
import { literalPattern } from './literal.ts'
import type { Mend, PolicyMend } from './mend.ts'
import { claimConditions, holderOf, principalElementOf } from './principal.ts'

/** Empty for a call that is allowed. Nothing that is proposed allows more than this very call, by whoever it is made. */
export function mendsOf(request: PolicyRequest): readonly Mend[] {
  const mends: Mend[] = []
  let [asked, decision] = [request, decide(request)]
  // A change settles what its type of policy lacks or is the last, so this comes to an end.
  while (decision.effect !== 'allow') {
    const step = nextStep(asked, decision)
    if (step.request === undefined) return [...mends, step.mend]
    const then = decide(step.request)
    if (isSame(then, decision)) return [...mends, nothingSmall]
    mends.push(step.mend)
    ;[asked, decision] = [step.request, then]
  }
  return mends
}

/** Whether the proposed change changed nothing, as where a policy of version 2008-10-17 takes no literal star. */
const isSame = (a: Decision, b: Decision): boolean =>
  a.effect === 'implicit-deny' && b.effect === 'implicit-deny' && a.missing === b.missing

const nothingSmall: Mend = { kind: 'call', words: 'no small change of a policy lets this call through' }

/** It is decided with and never told. */
const proposed = 'the proposed policy'

interface Step {
  readonly mend: Mend
  /** The request with its policies as they would be then; absent where there is nothing more to propose. */
  readonly request?: PolicyRequest
}

function nextStep(request: PolicyRequest, decision: Exclude<Decision, { effect: 'allow' }>): Step {
  if (decision.effect === 'explicit-deny') return { mend: ownerOfDeny(decision.by, decision.statements[0]) }
  if (decision.missing === 'identity-based policy') return mendIdentity(request)
  if (decision.missing === 'resource-based policy') return mendResource(request)
  return { mend: ownerOf(decision.missing) }
}

function mendIdentity(request: PolicyRequest): Step {
  const holder = holderOf(request.principal)
  const near = nearest(request.policies.identity, request)
  const conditions = near === undefined ? { conditions: [], unmet: [] } : adjustNear(near)
  if (near?.speaksOfResource === true && conditions.unmet.length > 0) return unmet(conditions.unmet)
  const document: PolicyDocument = {
    kind: 'identity',
    version: '2012-10-17',
    statements: [
      {
        effect: 'Allow',
        ...exactly(request),
        conditions: conditions.unmet.length > 0 ? [] : conditions.conditions,
      },
    ],
  }
  const added = compilePolicy(document, { name: proposed })
  const identity = [...request.policies.identity, added]
  return {
    mend: {
      kind: 'policy',
      policyType: 'identity-based policy',
      holder,
      after: renderPolicy(document),
      words: `allow ${request.action} on ${request.resource} in a policy of its own`,
    },
    request: { ...request, policies: { ...request.policies, identity } },
  }
}

function mendResource(request: PolicyRequest): Step {
  const { resource } = request.policies
  const principal = principalElementOf(request.principal)
  if (principal === undefined) return { mend: { kind: 'call', words: 'sign the call: it comes from nobody' } }
  const near = resource === undefined ? undefined : nearest([resource], request)
  if (near?.speaksOfPrincipal === true && near.speaksOfResource) {
    const { unmet: missing } = adjustNear(near)
    if (missing.length > 0) return unmet(missing)
    // Of the few actions by which a role is taken one more value lets nobody in but this caller.
    if (resource?.document.kind === 'trust' && near.statement.action.patterns.every(isTaking))
      return widenValues(request, resource, near)
  }
  return addToResource(request, principal, near)
}

const isTaking = (action: string): boolean =>
  /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)\w*$/i.test(action)

function widenValues(request: PolicyRequest, resource: CompiledPolicy, near: Near): Step {
  const { conditions } = adjust(near.statement.conditions, near.explanation.parts, 'beside')
  const statements = resource.document.statements.map((each, index) =>
    index === near.explanation.index ? { ...each, conditions } : each,
  )
  const failed = near.explanation.parts.filter(({ fits }) => !fits)
  const words = failed.map(
    ({ key, given }) => `${given!.map((value) => `\`${value}\``).join(', ')} to ${key!}`,
  )
  return changeResource(request, { ...resource.document, statements }, `add ${words.join(' and ')}`)
}

function addToResource(
  request: PolicyRequest,
  principal: NonNullable<Statement['principal']>,
  near: Near | undefined,
): Step {
  const { resource } = request.policies
  const own = claimConditions(request.principal, request.context)
  if (own === undefined)
    return { mend: { kind: 'call', words: 'bring a token with a subject and an audience' } }
  const kept = near?.speaksOfPrincipal === true ? adjustNear(near) : { conditions: [], unmet: [] }
  const isOwn = ({ key }: Condition): boolean =>
    own.some((each) => each.key.toLowerCase() === key.toLowerCase())
  const { action, resource: named } = exactly(request)
  const statement: Statement = {
    effect: 'Allow',
    principal,
    action,
    ...(resource?.document.kind !== 'trust' && { resource: named }),
    conditions: kept.unmet.length > 0 ? own : [...kept.conditions.filter((each) => !isOwn(each)), ...own],
  }
  const document: PolicyDocument = resource?.document ?? {
    kind: 'resource',
    version: '2012-10-17',
    statements: [],
  }
  const statements = [...document.statements, statement]
  return changeResource(
    request,
    { ...document, statements },
    `let ${principalName(principal)} in by a statement of its own`,
  )
}

function changeResource(request: PolicyRequest, document: PolicyDocument, words: string): Step {
  const { resource } = request.policies
  const mend: PolicyMend = {
    kind: 'policy',
    policyType: 'resource-based policy',
    holder: request.resource,
    ...(resource && { before: renderPolicy(resource.document) }),
    after: renderPolicy(document),
    words,
  }
  // Whom it names is looked up anew when it is stored, so the ids of those it named before do not count.
  const compiled = compilePolicy(document, { name: proposed })
  return { mend, request: { ...request, policies: { ...request.policies, resource: compiled } } }
}

const principalName = ({ aws, federated, service }: NonNullable<Statement['principal']>): string =>
  [...aws, ...federated, ...service].join(', ')

const exactly = ({ action, resource }: PolicyRequest) => ({
  action: { negated: false, patterns: [action] },
  resource: { negated: false, patterns: [literalPattern(resource)] },
})

const unmet = (words: readonly string[]): Step => ({
  mend: { kind: 'call', words: `the call has to be otherwise: ${words.join('; ')}` },
})

/** An Allow that speaks of the action. */
interface Near {
  readonly statement: Statement
  readonly explanation: StatementExplanation
  readonly speaksOfPrincipal: boolean
  readonly speaksOfResource: boolean
}

const adjustNear = ({ statement, explanation }: Near) =>
  adjust(statement.conditions, explanation.parts, 'narrow')

/**
 * The one that speaks of the principal and the resource, then the one that fails by the fewest parts: what it asks
 * beside them was meant for this very call, and a model that asks less would be a way around it.
 */
function nearest(policies: readonly CompiledPolicy[], request: PolicyRequest): Near | undefined {
  const asker = askerOf(request)
  const allows = policies.flatMap((policy) =>
    policy.document.statements.flatMap((statement, index) => {
      if (statement.effect !== 'Allow') return []
      const explanation = explainStatement(policy, index, request, asker)
      const fits = (name: string): boolean =>
        explanation.parts.every(({ part, fits: fitting }) => part !== name || fitting)
      return fits('action')
        ? [
            {
              statement,
              explanation,
              speaksOfPrincipal: fits('principal'),
              speaksOfResource: fits('resource'),
            },
          ]
        : []
    }),
  )
  return allows.toSorted(byNearness)[0]
}

const byNearness = (a: Near, b: Near): number =>
  Number(b.speaksOfPrincipal) - Number(a.speaksOfPrincipal) ||
  Number(b.speaksOfResource) - Number(a.speaksOfResource) ||
  failuresIn(a) - failuresIn(b)

const failuresIn = ({ explanation }: Near): number => explanation.parts.filter(({ fits }) => !fits).length

const owners: Readonly<Record<PolicyType, string>> = {
  'identity-based policy': 'whoever looks after the permissions of the caller',
  'resource-based policy': 'the owner of the resource',
  'permissions boundary': 'whoever set the permissions boundary of the caller',
  'session policy': 'whoever made the session, by the policy that was passed for it',
  'service control policy': "the organization of the caller's account",
  'resource control policy': "the organization of the resource's account",
}

const ownerOf = (policyType: PolicyType): Mend => ({
  kind: 'owner',
  policyType,
  words: `a ${policyType} has to allow it: ask ${owners[policyType]}`,
})

const ownerOfDeny = (policyType: PolicyType, denial: StatementReference | undefined): Mend => ({
  kind: 'owner',
  policyType,
  ...(denial && { policy: denial.policy }),
  words: `${denial === undefined ? 'a statement' : nameOf(denial)} denies it, and no Allow outweighs that: ask ${owners[policyType]}`,
})

const nameOf = ({ policy, sid, index }: StatementReference): string =>
  sid === undefined || sid === '' ? `statement ${index + 1} of \`${policy}\`` : `\`${sid}\` of \`${policy}\``
