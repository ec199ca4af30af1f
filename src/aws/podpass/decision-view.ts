/** A decision record as one account may read it: what another account's policies say is not told, nor by its decision betrayed. */
import { parseArn } from '../../arn/index.ts'
import type { DecidedAuthorization, DecisionRecord } from './needs.ts'

export interface Viewer {
  readonly account: string
  /** Its administrators write the control policies of the organization. */
  readonly managementAccount: string
}

export const viewOf = (record: DecisionRecord, viewer: Viewer): DecisionRecord => ({
  ...record,
  authorizations: record.authorizations.map((each) => viewOfAuthorization(each, viewer)),
})

export const viewOfAuthorization = (each: DecidedAuthorization, viewer: Viewer): DecidedAuthorization =>
  withoutControlPolicies(withoutForeignPolicies(each, viewer), viewer)

/** The part of an explanation that is looked at. */
interface Explained {
  readonly summary: string
  readonly decision: DecidedAuthorization['decision']
  readonly policies: readonly ExplainedPolicy[]
  readonly nearestMiss?: { readonly policyType: string; readonly policy: string }
  /** What would let the call through; with the text of the policy as it is. */
  readonly mends?: readonly { readonly policyType?: string }[]
}

interface ExplainedPolicy {
  readonly policyType: string
  readonly policy: string
  readonly statements: readonly { readonly effect: string; readonly applies: boolean }[]
}

const ofTheResource = new Set(['resource-based policy', 'resource control policy'])

/** Tags of the resource tell that it is there. */
const tellsOfResource = /^(?:aws:resourcetag\/|iam:resourcetag\/|s3:existingobjecttag\/|aws:resourceorg)/

function withoutForeignPolicies(each: DecidedAuthorization, { account }: Viewer): DecidedAuthorization {
  const owner = each.resourceAccount ?? parseArn(each.resource)?.account ?? ''
  if (owner === '' || owner === account || !/^\d{12}$/.test(owner)) return each
  const { statements = [] } = each.decision
  const explained = each.explanation as Explained | undefined
  const own = explained?.policies.filter(({ policyType }) => !ofTheResource.has(policyType)) ?? []
  const decision =
    each.decision.effect === 'allow'
      ? { ...each.decision, statements: statements.filter((one) => !ofTheResource.has(one.policyType)) }
      : foreignDenial(each, own)
  return {
    ...each,
    context: Object.fromEntries(
      Object.entries(each.context ?? {}).filter(([name]) => !tellsOfResource.test(name)),
    ),
    decision,
    ...(explained && {
      // Part by part, so that what explanations come to say some day is not told by itself.
      explanation: { decision, summary: summaryOf(each, own, owner), policies: own },
    }),
  }
}

/** The same whether the resource is there or not: by what the caller's own policies say, and else by the other account's. */
function foreignDenial(
  { decision }: DecidedAuthorization,
  own: readonly ExplainedPolicy[],
): DecidedAuthorization['decision'] {
  if (decision.effect === 'explicit-deny' && !ofTheResource.has(decision.by ?? '')) return decision
  return { effect: 'implicit-deny', missing: missingOf(own), statements: [] }
}

const missingOf = (own: readonly ExplainedPolicy[]): string =>
  allowsByIdentity(own) ? 'resource-based policy' : 'identity-based policy'

const allowsByIdentity = (own: readonly ExplainedPolicy[]): boolean =>
  own.some(
    ({ policyType, statements }) =>
      policyType === 'identity-based policy' &&
      statements.some(({ effect, applies }) => effect === 'Allow' && applies),
  )

function summaryOf(each: DecidedAuthorization, own: readonly ExplainedPolicy[], owner: string): string {
  const { decision } = each
  if (decision.effect === 'allow')
    return `${each.action} on ${each.resource}: allowed, also by account ${owner}, whose it is`
  if (decision.effect === 'explicit-deny' && !ofTheResource.has(decision.by ?? ''))
    return (each.explanation as Explained).summary
  const why = allowsByIdentity(own)
    ? `account ${owner}, whose it would be, does not allow it; its administrators can tell why`
    : `no identity-based policy of the caller allows it; account ${owner}, whose it would be, must allow it too`
  return `${each.action} on ${each.resource}: ${why}`
}

const controlling = new Set(['service control policy', 'resource control policy'])

/** Members are told which policy of their organization it was, by its ARN, and not what it says. */
function withoutControlPolicies(each: DecidedAuthorization, viewer: Viewer): DecidedAuthorization {
  const explained = each.explanation as Explained | undefined
  if (explained === undefined || viewer.account === viewer.managementAccount) return each
  const isHidden = ({ policyType, policy }: { policyType: string; policy: string }): boolean =>
    controlling.has(policyType) && policy.startsWith('arn:')
  const { nearestMiss, mends } = explained
  const nameAlone = (decision: DecidedAuthorization['decision']): DecidedAuthorization['decision'] => ({
    ...decision,
    ...(decision.statements && {
      statements: decision.statements.map((one) =>
        isHidden(one) ? { policyType: one.policyType, policy: one.policy } : one,
      ),
    }),
  })
  return {
    ...each,
    decision: nameAlone(each.decision),
    explanation: {
      ...explained,
      ...(isAllowedBy(each, isHidden) && { summary: `${each.action} on ${each.resource}: allowed` }),
      decision: nameAlone(explained.decision),
      policies: explained.policies.map((one) => (isHidden(one) ? { ...one, statements: [] } : one)),
      nearestMiss: nearestMiss && isHidden(nearestMiss) ? undefined : nearestMiss,
      mends: mends?.filter(({ policyType = '' }) => !controlling.has(policyType)),
    },
  }
}

/** The summary of what is allowed names the statements that allow it. */
const isAllowedBy = (
  { decision: { effect, statements = [] } }: DecidedAuthorization,
  isHidden: (one: { policyType: string; policy: string }) => boolean,
): boolean => effect === 'allow' && statements.some(isHidden)
