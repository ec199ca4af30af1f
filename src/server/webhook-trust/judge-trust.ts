/** What in a role's trust policy surely keeps a ServiceAccount out; what depends on the call itself is left open. */
import { oidcProviderArn, parseArn } from '../../arn/index.ts'
import type { TrustSubject } from '../../kubernetes/webhook/index.ts'
import {
  contextOf,
  explain,
  type CompiledPolicy,
  type PartExplanation,
  type StatementExplanation,
} from '../../policy/index.ts'

const action = 'sts:AssumeRoleWithWebIdentity'

export function judgeTrust(
  policy: CompiledPolicy,
  { roleArn, namespace, serviceAccount, audience }: TrustSubject,
  issuer: string,
): string | undefined {
  const arn = parseArn(roleArn)
  const url = URL.parse(issuer)
  // Without an audience the token is for the API server, whose name for itself nobody knows here.
  if (arn === undefined || url === null || audience === '') return undefined
  const provider = `${url.hostname}${url.pathname.replace(/\/$/, '')}`
  const providerArn = oidcProviderArn(arn.partition, arn.account, provider)
  const context = contextOf({
    [`${provider}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
    [`${provider}:aud`]: audience,
    'aws:FederatedProvider': providerArn,
  })
  const { decision, policies, nearestMiss } = explain({
    principal: { kind: 'web-identity', provider: providerArn },
    action,
    resource: roleArn,
    resourceAccount: arn.account,
    context,
    policies: { identity: [], resource: policy, resourceRequired: true },
  })
  if (decision.effect === 'allow') return undefined
  const statements = policies.flatMap((each) => each.statements)
  if (decision.effect === 'explicit-deny') {
    const denial = statements.find((each) => each.effect === 'Deny' && each.applies && isCertain(each))
    return denial === undefined ? undefined : `a statement of the trust policy denies it${nameOf(denial)}`
  }
  const allows = statements.filter((each) => each.effect === 'Allow')
  if (allows.some((each) => failuresOf(each).every((part) => !isKnown(part)))) return undefined
  const nearest = nearestMiss?.statement ?? allows[0]
  if (nearest === undefined) return 'the trust policy allows nothing'
  const words = failuresOf(nearest)
    .filter(isKnown)
    .map((part) => wordsOf(part, provider))
  return words.join('; ')
}

const nameOf = ({ sid }: StatementExplanation): string =>
  sid === undefined || sid === '' ? '' : ` (\`${sid}\`)`

const failuresOf = ({ parts }: StatementExplanation): readonly PartExplanation[] =>
  parts.filter((part) => !part.fits)

const isCertain = ({ parts }: StatementExplanation): boolean => parts.every(isKnown)

/** Whether its outcome is the same for every call that the pod can make. Claims of any issuer are, most keys are not. */
const isKnown = ({ part, key, given }: PartExplanation): boolean =>
  part !== 'condition' || given !== undefined || /:(sub|aud|oaud|azp|amr)$/i.test(key ?? '')

function wordsOf({ part, asked, given, key = '', operator = '' }: PartExplanation, provider: string): string {
  const wants = asked.map((each) => `\`${each}\``).join(' or ')
  switch (part) {
    case 'principal':
      return `the cluster's provider is \`${provider}\`, the trust policy wants ${wants}`
    case 'action':
    case 'resource':
      return `the trust policy does not allow ${action}`
    case 'condition': {
      const claim = key.toLowerCase().startsWith(`${provider.toLowerCase()}:`)
        ? `…${key.slice(provider.length)}`
        : key
      const but = /not/i.test(operator) ? 'anything but ' : ''
      const is = given === undefined ? 'is not in the token' : `is \`${given.join(', ')}\``
      return `${claim} ${is}, the trust policy wants ${but}${wants}`
    }
  }
}
