/** Whom a resource's policy would have to name for one call, and nobody else. */
import { rootArn } from '../../arn/index.ts'
import type { Condition, PrincipalElement } from '../document/model.ts'
import type { Principal } from '../principal.ts'
import { arnOf } from '../principal.ts'
import type { ContextKeys } from '../types.ts'
import { literalValue } from './literal.ts'

/** Undefined for whoever has no name. */
export function principalElementOf(principal: Principal): PrincipalElement | undefined {
  const nobody = { negated: false, everyone: false, aws: [], service: [], federated: [], canonicalUser: [] }
  switch (principal.kind) {
    case 'anonymous':
      return undefined
    case 'root':
      return { ...nobody, aws: [rootArn(principal.partition, principal.account)] }
    case 'role-session':
      return { ...nobody, aws: [principal.roleArn] }
    case 'web-identity':
      return { ...nobody, federated: [principal.provider] }
    case 'service':
      return { ...nobody, service: [principal.name] }
    default:
      return { ...nobody, aws: [principal.arn] }
  }
}

/** The ARN of the user or role whose identity policies count. Nobody else is ever refused for the lack of one. */
export function holderOf(principal: Principal): string {
  if (principal.kind === 'role-session') return principal.roleArn
  return principal.kind === 'federated-user' ? principal.userArn : arnOf(principal)
}

/** Subject and audience of a web identity: without them every identity of the provider would be let in. */
export function claimConditions(
  principal: Principal,
  context: ContextKeys,
): readonly Condition[] | undefined {
  if (principal.kind !== 'web-identity') return []
  const provider = principal.provider.replace(/^arn:[^/]*:oidc-provider\//, '')
  const claims = ['sub', 'aud'].map((claim) => {
    const key = `${provider}:${claim}`
    return { key, value: context.get(key.toLowerCase())?.[0] }
  })
  if (claims.some(({ value }) => value === undefined)) return undefined
  return claims.map(({ key, value }) => ({
    operator: { text: 'StringEquals', name: 'StringEquals', ifExists: false },
    key,
    values: [literalValue(value!)],
  }))
}
