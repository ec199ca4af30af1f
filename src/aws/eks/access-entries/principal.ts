/** Whom an access entry may be for: roles and users, by ARN and by the id that stays theirs. */
import { isAccountId, parseArn, type Arn } from '../../../arn/index.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'

export interface EntryPrincipal {
  readonly arn: string
  readonly kind: 'role' | 'user' | 'root'
  readonly account: string
  readonly partition: string
  /** Without its path. */
  readonly name: string
  readonly id?: string
}

export function readPrincipal(text: string, principalId: EksNeeds['principalId']): EntryPrincipal {
  const arn = parseArn(text)
  const principal = arn && partsOf(text, arn)
  if (principal === undefined) throw invalidPrincipal()
  if (arn!.resource.startsWith('role/aws-service-role/'))
    throw invalidParameter(
      'The caller is not allowed to modify access entries with a principalArn value of a Service Linked Role',
    )
  if (principal.kind === 'root') return { ...principal, id: principal.account }
  const found = principalId(text)
  if (found === 'missing') throw invalidPrincipal()
  return found === 'foreign' ? principal : { ...principal, id: found.id }
}

function partsOf(text: string, { service, account, partition, resource }: Arn): EntryPrincipal | undefined {
  if (service !== 'iam' || !isAccountId(account)) return undefined
  if (resource === 'root') return { arn: text, kind: 'root', account, partition, name: 'root' }
  const [, kind, name] = /^(role|user)\/(?:.*\/)?([^/]+)$/.exec(resource) ?? []
  if (kind === undefined || name === undefined) return undefined
  return { arn: text, kind: kind as 'role' | 'user', account, partition, name }
}

const invalidPrincipal = () => invalidParameter('The specified principalArn is invalid: invalid principal.')
