/**
 * What each operation asks permission for, as the service authorization reference has it:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import { managedPolicyArn, oidcProviderArn } from '../../arn/index.ts'
import { type ContextValue, contextOf } from '../../policy/index.ts'
import type { Authorization, Authorize, Call } from '../protocol/index.ts'
import { arnOfHolder, requirePolicyArn, requireProviderArn } from './arns.ts'
import { issuerKey } from './issuer-url.ts'
import type { Holder, HolderKind, Tag } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { findPolicy } from './policies.ts'
import { findHolder, findProviderRecord } from './store.ts'

type Keys = Readonly<Record<string, ContextValue | undefined>>

/** An action on a role that is named by the input; its tags and boundary are condition keys. */
export const onRole =
  <Input extends { readonly RoleName: string }>(
    needs: IamNeeds,
    action: string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => [holderAuthorization(needs, call, 'role', action, input.RoleName, keys(input))]

export const onUser =
  <Input extends { readonly UserName: string }>(
    needs: IamNeeds,
    action: string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => [holderAuthorization(needs, call, 'user', action, input.UserName, keys(input))]

export const onGroup =
  <Input extends { readonly GroupName: string }>(
    needs: IamNeeds,
    action: string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => [holderAuthorization(needs, call, 'group', action, input.GroupName, keys(input))]

export function holderAuthorization(
  needs: IamNeeds,
  call: Call,
  kind: HolderKind,
  action: string,
  name: string,
  keys: Keys = {},
): Authorization {
  const holder: Holder | undefined = findHolder(needs.store, kind, call.account, name)
  return {
    action,
    resource: holder === undefined ? newHolderArn(call, kind, '/', name) : arnOfHolder(kind, holder),
    // AWS names the resource of tagging by its ARN, and that of most other actions in this short form.
    ...(/^iam:(Unt|T)ag/.test(action) ? {} : { resourceLabel: `${kind} ${holder?.name ?? name}` }),
    context: contextOf(keysOfHolder(holder), keys),
  }
}

/** What a role, user or group itself brings to a decision. */
export const keysOfHolder = (holder: Pick<Holder, 'tags' | 'boundary'> | undefined): Keys => ({
  ...resourceTagKeys(holder?.tags, true),
  'iam:PermissionsBoundary': holder?.boundary,
})

interface NewHolderInput {
  readonly Path?: string
  readonly PermissionsBoundary?: string
  readonly Tags?: readonly Tag[]
}

/** Making a role, user or group; with tags the permission to tag is asked as well. */
export function holderCreation(
  call: Call,
  kind: HolderKind,
  name: string,
  input: NewHolderInput,
): readonly Authorization[] {
  const resource = newHolderArn(call, kind, input.Path ?? '/', name)
  const context = contextOf(requestTagKeys(input.Tags), {
    'iam:PermissionsBoundary': input.PermissionsBoundary,
  })
  const noun = kind[0]!.toUpperCase() + kind.slice(1)
  return withTagging({ action: `iam:Create${noun}`, resource, context }, `iam:Tag${noun}`, input.Tags)
}

/** An action on a managed policy that is named by its ARN. */
export const onPolicy =
  <Input extends { readonly PolicyArn: string }>(
    needs: IamNeeds,
    action: string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => {
    requirePolicyArn(input.PolicyArn, call.partition)
    const policy = findPolicy(needs.store, call.account, input.PolicyArn)
    const context = contextOf(resourceTagKeys(policy?.tags), keys(input))
    return [{ action, resource: input.PolicyArn, resourceLabel: `policy ${input.PolicyArn}`, context }]
  }

export function policyCreation(
  call: Call,
  input: { readonly PolicyName: string; readonly Path?: string; readonly Tags?: readonly Tag[] },
): readonly Authorization[] {
  const resource = managedPolicyArn(call.partition, call.account, input.Path ?? '/', input.PolicyName)
  const resourceLabel = `policy ${input.PolicyName}`
  const context = contextOf(requestTagKeys(input.Tags))
  return withTagging(
    { action: 'iam:CreatePolicy', resource, resourceLabel, context },
    'iam:TagPolicy',
    input.Tags,
  )
}

/** An action on an OIDC provider that is named by its ARN. */
export const onProvider =
  <Input extends { readonly OpenIDConnectProviderArn: string }>(
    needs: IamNeeds,
    action: string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => {
    const resource = input.OpenIDConnectProviderArn
    const { account, url } = requireProviderArn(resource, call.partition)
    const provider = account === call.account ? findProviderRecord(needs.store, account, url) : undefined
    return [{ action, resource, context: contextOf(resourceTagKeys(provider?.tags), keys(input)) }]
  }

export function providerCreation(
  call: Call,
  input: { readonly Url: string; readonly Tags?: readonly Tag[] },
): readonly Authorization[] {
  const url = issuerKey(input.Url) ?? input.Url
  const resource = oidcProviderArn(call.partition, call.account, url)
  const context = contextOf(requestTagKeys(input.Tags))
  const creation = { action: 'iam:CreateOpenIDConnectProvider', resource, context }
  return withTagging(creation, 'iam:TagOpenIDConnectProvider', input.Tags)
}

/** An action on the policies of whoever an ARN names. */
export const onPolicySource =
  <Input>(action: string, arnOf: (input: Input) => string): Authorize<Input> =>
  (input) => [{ action, resource: arnOf(input) }]

/** An action that knows no resource. AWS names a list's by the ARN with an empty name, and matches policies against it. */
export const onAccount =
  (
    action: string,
    resource: (call: Call) => string = () => '*',
    resourceLabel?: string,
  ): Authorize<unknown> =>
  (_, call) => [{ action, resource: resource(call), resourceLabel }]

/** The keys that tags in a request give. */
export const requestTagKeys = (tags: readonly Tag[] | undefined): Keys => ({
  ...Object.fromEntries((tags ?? []).map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value])),
  ...tagKeysKey((tags ?? []).map((tag) => tag.Key)),
})

/** The key that a list of tag keys gives; absent for none. */
export const tagKeysKey = (keys: readonly string[]): Keys =>
  keys.length === 0 ? {} : { 'aws:TagKeys': keys }

/** The keys that tags of a resource give. */
export const keysOfTags = (tags: readonly Tag[] | undefined): Keys => resourceTagKeys(tags)

function resourceTagKeys(tags: readonly Tag[] = [], withIamKeys = false): Keys {
  const prefixes = withIamKeys ? ['aws:ResourceTag/', 'iam:ResourceTag/'] : ['aws:ResourceTag/']
  return Object.fromEntries(
    prefixes.flatMap((prefix) => tags.map((tag) => [prefix + tag.Key, tag.Value] as const)),
  )
}

const newHolderArn = (call: Call, kind: HolderKind, path: string, name: string): string =>
  arnOfHolder(kind, { partition: call.partition, account: call.account, path, name })

/** Making something with tags asks for the permission to tag as well. */
export const withTagging = (
  creation: Authorization,
  action: string,
  tags: readonly Tag[] | undefined,
): readonly Authorization[] => {
  if (tags === undefined || tags.length === 0) return [creation]
  return [creation, { action, resource: creation.resource, context: creation.context }]
}
