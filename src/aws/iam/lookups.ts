/** What other rooms ask of IAM, at once and from memory; the wiring hands these on. */
import { compilePolicy, type CompiledPolicy, type ContextKeys, contextOf } from '../../policy/index.ts'
import type { Reader } from '../../store/index.ts'
import { openSecret } from './access-keys.ts'
import { arnOfHolder, arnOfProvider, readIamArn } from './arns.ts'
import { keysOfHolder } from './authorize.ts'
import { requirePolicy } from './documents.ts'
import type { AccessKeyFacts, HeldPolicies, ProviderFacts, RoleFacts, UserFacts } from './facts.ts'
import { groupsOf } from './members.ts'
import { httpsPort, issuerKey } from './issuer-url.ts'
import { accountsPrefix } from './keys.ts'
import { useCode } from './mfa-devices.ts'
import type { AccountRecord, Holder, HolderKind, RoleRecord, UserRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { accountOfOutboundHost, findOutboundIssuer, type OutboundIssuer } from './outbound-federation.ts'
import { defaultVersionOf, findPolicy } from './policies.ts'
import { revisionCache } from './revision-cache.ts'
import {
  findAccessKeyRecord,
  findAccount,
  findHolder,
  findHolderByArn,
  findHolderById,
  findProviderRecord,
} from './store.ts'
import { tagsByKey } from './tags.ts'
import { findPrincipalId, showTrustPolicy } from './trust-principals.ts'

export interface IamLookups {
  findRole(arn: string): RoleFacts | undefined
  findRoleById(id: string): RoleFacts | undefined
  findRoleByName(account: string, name: string): RoleFacts | undefined
  findUserById(id: string): UserFacts | undefined
  /** Undefined when the key, or the user it belonged to, is not there. */
  findAccessKey(accessKeyId: string): AccessKeyFacts | undefined
  /** By host and path, as AWS finds them; whoever asks compares the port. */
  findProvider(account: string, issuerUrl: string): ProviderFacts | undefined
  policiesOfRole(id: string): HeldPolicies | undefined
  policiesOfUser(id: string): HeldPolicies | undefined
  /** The default version of AWS's or an account's own managed policy; with `account`, of no other account's. */
  findManagedPolicy(arn: string, account?: string): CompiledPolicy | undefined
  /** Whether the code is the one that the user's MFA device shows now; each code counts once. */
  useMfaCode(
    who: { readonly account: string; readonly userId: string },
    serial: string,
    code: string,
  ): Promise<boolean>
  /** What a role or user that an action is about brings to its decision. */
  keysOfResource(arn: string): ContextKeys
  listAccounts(): readonly AccountRecord[]
  hasAccount(account: string): boolean
  /** Undefined for an account that never enabled outbound federation. */
  outboundIssuer(account: string): OutboundIssuer | undefined
  /** Whose issuer of tokens for the world outside stands at a host. */
  accountOfOutboundHost(host: string): string | undefined
  /** The unique id of a role or user that a resource policy names; `foreign` when its account is not ours. */
  principalId(arn: string): { readonly id: string } | 'missing' | 'foreign'
}

export function createLookups(needs: IamNeeds): IamLookups {
  const { store } = needs
  const roles = revisionCache<RoleFacts | undefined>(store, 2000)
  const roleIds = revisionCache<string | undefined>(store, 2000)
  const providers = revisionCache<ProviderFacts | undefined>(store, 2000)
  const users = revisionCache<UserFacts | undefined>(store, 2000)
  const keys = revisionCache<AccessKeyFacts | undefined>(store, 2000)
  const held = revisionCache<HeldPolicies | undefined>(store, 2000)
  const managed = revisionCache<CompiledPolicy | undefined>(store, 1000)

  const findRoleById = (id: string) =>
    roles.get(id, (from) => roleFacts(from, findHolderById(from, 'role', id)))
  const findUserById = (id: string) => users.get(id, (from) => userFacts(findHolderById(from, 'user', id)))

  const findManagedPolicy = (arn: string, account = readIamArn(arn)?.account ?? '') =>
    managed.get(`${account} ${arn}`, (from) => {
      const policy = findPolicy(from, account, arn)
      return policy === undefined ? undefined : compile(defaultVersionOf(policy).document(), arn)
    })

  const policiesOf = (kind: HolderKind, id: string) =>
    held.get(id, (from) => {
      const holder: Holder | undefined = findHolderById(from, kind, id)
      if (holder === undefined) return undefined
      const managedPolicy = (arn: string) => {
        // Read here as well, so that what is held rests on the policy's revision too.
        findPolicy(from, holder.account, arn)
        return findManagedPolicy(arn, holder.account)
      }
      const groups = kind === 'user' ? groupsOf(from, holder as UserRecord) : []
      return heldPolicies(holder, groups, managedPolicy)
    })

  return {
    findRole: (arn) => {
      const id = roleIds.get(arn, (from) => findHolderByArn(from, 'role', arn)?.id)
      return id === undefined ? undefined : findRoleById(id)
    },
    findRoleById,
    findRoleByName: (account, name) => {
      const record = findHolder(store, 'role', account, name)
      return record === undefined ? undefined : findRoleById(record.id)
    },
    findUserById,
    findAccessKey: (id) => keys.get(id, (from) => accessKeyFacts(needs, from, id)),
    findProvider: (account, issuerUrl) =>
      providers.get(`${account} ${issuerUrl}`, (from) => {
        const url = issuerKey(issuerUrl)
        const record = url === undefined ? undefined : findProviderRecord(from, account, url)
        if (record === undefined) return undefined
        const { clientIds, thumbprints, port = httpsPort } = record
        return { arn: arnOfProvider(record), account, url: record.url, port, clientIds, thumbprints }
      }),
    policiesOfRole: (id) => policiesOf('role', id),
    policiesOfUser: (id) => policiesOf('user', id),
    findManagedPolicy,
    keysOfResource: (arn) =>
      contextOf(keysOfHolder(findHolderByArn(store, 'role', arn) ?? findHolderByArn(store, 'user', arn))),
    principalId: (arn) => findPrincipalId(store, arn),
    useMfaCode: (who, serial, code) => useCode(needs, who, serial, code),
    outboundIssuer: (account) => findOutboundIssuer(store, account),
    accountOfOutboundHost: (host) => accountOfOutboundHost(store, host),
    hasAccount: (account) => findAccount(store, account) !== undefined,
    listAccounts: () => store.list<AccountRecord>(accountsPrefix).map((entry) => entry.value),
  }
}

/** Managed ones were held to their stricter rules when they came in. */
const compile = (text: string, name: string): CompiledPolicy =>
  compilePolicy(requirePolicy(text, 'identity'), { name })

/** A boundary or attached policy that is gone allows nothing; DeletePolicy refuses while it is in use. */
function heldPolicies(
  holder: Holder,
  groups: readonly Holder[],
  managedPolicy: (arn: string) => CompiledPolicy | undefined,
): HeldPolicies {
  const identity = [holder, ...groups].flatMap((each) => [
    ...each.inlinePolicies.map((policy) => compile(policy.document, policy.name)),
    ...each.attachedPolicies.map(managedPolicy).filter((policy) => policy !== undefined),
  ])
  if (holder.boundary === undefined) return { identity }
  const boundary = managedPolicy(holder.boundary)
  return { identity, boundary: boundary === undefined ? [] : [boundary] }
}

function roleFacts(from: Reader, role: RoleRecord | undefined): RoleFacts | undefined {
  if (role === undefined) return undefined
  const arn = arnOfHolder('role', role)
  const { text, principalIds } = showTrustPolicy(from, role.trustPolicy)
  const trustPolicy = compilePolicy(requirePolicy(text, 'trust'), { name: arn, principalIds })
  const { id, name, path, account, partition, maxSessionDuration, createdAt } = role
  const tags = tagsByKey(role.tags)
  return { arn, id, name, path, account, partition, maxSessionDuration, trustPolicy, tags, createdAt }
}

function userFacts(user: UserRecord | undefined): UserFacts | undefined {
  if (user === undefined) return undefined
  const { id, name, path, account, partition, createdAt } = user
  return {
    arn: arnOfHolder('user', user),
    id,
    name,
    path,
    account,
    partition,
    tags: tagsByKey(user.tags),
    createdAt,
  }
}

function accessKeyFacts(needs: IamNeeds, from: Reader, accessKeyId: string): AccessKeyFacts | undefined {
  const record = findAccessKeyRecord(from, accessKeyId)
  if (record === undefined) return undefined
  const user = record.userId === undefined ? 'root' : userFacts(findHolderById(from, 'user', record.userId))
  if (user === undefined) return undefined
  const { status, account, partition, createdAt } = record
  const secretAccessKey = openSecret(needs, record)
  return { accessKeyId, secretAccessKey, status, account, partition, user, createdAt }
}
