/** The ARNs of IAM's records, and what an ARN in a request speaks of. */
import { groupArn, managedPolicyArn, oidcProviderArn, parseArn, roleArn, userArn } from '../../arn/index.ts'
import { invalidArn, invalidPartition, validationError } from './errors.ts'
import type { Holder, HolderKind, PolicyRecord, ProviderRecord } from './model.ts'

const arnByKind = { role: roleArn, user: userArn, group: groupArn } as const

export const arnOfHolder = (
  kind: HolderKind,
  { partition, account, path, name }: Pick<Holder, 'partition' | 'account' | 'path' | 'name'>,
): string => arnByKind[kind](partition, account, path, name)

export const arnOfPolicy = (policy: PolicyRecord): string =>
  managedPolicyArn(policy.partition, policy.account, policy.path, policy.name)

export const arnOfProvider = (provider: ProviderRecord): string =>
  oidcProviderArn(provider.partition, provider.account, provider.url)

export interface IamArn {
  readonly partition: string
  readonly account: string
  readonly kind: string
  /** Begins and ends with a slash. */
  readonly path: string
  readonly name: string
}

/** Reads `arn:PARTITION:iam::ACCOUNT:KIND/PATH/NAME`; undefined for anything else. */
export function readIamArn(text: string): IamArn | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.service !== 'iam' || arn.region !== '') return undefined
  const match = /^([a-z-]+)(\/(?:.*\/)?)([^/]+)$/.exec(arn.resource)
  if (match === null) return undefined
  const [, kind, path, name] = match as unknown as [string, string, string, string]
  return { partition: arn.partition, account: arn.account, kind, path, name }
}

/** The managed policy that a request names; throws what AWS answers for text that names none of the caller's partition. */
export function requirePolicyArn(text: string, partition: string): IamArn {
  if (!text.startsWith('arn:')) throw validationError(`ARN ${text} is not valid.`)
  const arn = readIamArn(text)
  if (arn === undefined || arn.kind !== 'policy' || !/^(aws|\d{12})$/.test(arn.account)) throw invalidArn()
  if (arn.partition !== partition) throw invalidPartition()
  return arn
}

export interface ProviderArn {
  readonly partition: string
  readonly account: string
  /** Host and path. */
  readonly url: string
}

export function requireProviderArn(text: string, partition: string): ProviderArn {
  if (!text.startsWith('arn:')) throw validationError(`ARN ${text} is not valid.`)
  const arn = parseArn(text)
  const url = arn === undefined ? undefined : /^oidc-provider\/(.+)$/.exec(arn.resource)?.[1]
  if (arn?.service !== 'iam' || arn.region !== '' || url === undefined) throw invalidArn()
  if (arn.partition !== partition) throw invalidPartition()
  return { partition: arn.partition, account: arn.account, url }
}
