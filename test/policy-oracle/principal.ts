/** Whether a Principal element speaks of a caller, and how closely: the answer decides which other policies limit the grant. */
import { listOf, type PrincipalJson, type Question } from './question.ts'

/**
 * `session`: the caller itself (a user, a session, a service, a web identity, or everyone).
 * `entity`: the role or user that a session was made from. `account`: authority handed to the account.
 */
export type Closeness = 'session' | 'entity' | 'account'

export function closenessOf(element: PrincipalJson, question: Question): readonly Closeness[] {
  if (element === '*') return closenessOf({ AWS: '*' }, question)
  if (typeof element === 'string') return []
  const found: Closeness[] = []
  for (const [type, named] of Object.entries(element))
    for (const name of listOf(named)) {
      const closeness = closenessOfOne(type, name, question)
      if (closeness !== undefined) found.push(closeness)
    }
  return found
}

function closenessOfOne(type: string, name: string, question: Question): Closeness | undefined {
  const { caller } = question
  if (type === 'Service') return caller.kind === 'service' && caller.name === name ? 'session' : undefined
  if (type === 'Federated')
    return caller.kind === 'web-identity' && caller.provider === name ? 'session' : undefined
  if (type === 'CanonicalUser') return name === question.canonicalUserId ? 'account' : undefined
  if (name === '*') return 'session'
  if (!('account' in caller)) return undefined
  if (name === caller.account || name === `arn:${caller.partition}:iam::${caller.account}:root`)
    return 'account'
  switch (caller.kind) {
    case 'user':
      return name === caller.arn || name === caller.id ? 'session' : undefined
    case 'role-session':
      if (name === caller.arn) return 'session'
      return name === caller.roleArn || name === caller.roleId ? 'entity' : undefined
    case 'federated-user':
      if (name === caller.arn) return 'session'
      return name === caller.userArn ? 'entity' : undefined
    default:
      return undefined
  }
}

/**
 * Whether a denial by NotPrincipal spares the caller. The documentation asks for the account, the role and the
 * session to be listed each, as each of them may be looked at by itself.
 */
export function isSpared(element: PrincipalJson, question: Question): boolean {
  const { caller } = question
  const closeness = new Set(closenessOf(element, question))
  if (element === '*' || namesEveryone(element)) return true
  if (caller.kind === 'user') return closeness.has('session') && closeness.has('account')
  if (caller.kind === 'role-session' || caller.kind === 'federated-user')
    return (['session', 'entity', 'account'] as const).every((each) => closeness.has(each))
  return closeness.size > 0
}

const namesEveryone = (element: PrincipalJson) =>
  typeof element !== 'string' && listOf(element['AWS']).includes('*')
