/** Things that an account keeps by name beside roles, users, groups and policies: profiles, devices, certificates. */
import type { Reader, Transaction } from '../../store/index.ts'
import type { Authorization, Authorize, AwsError, Call } from '../protocol/index.ts'
import { keysOfTags, requestTagKeys, tagKeysKey, withTagging } from './authorize.ts'
import { contextOf } from '../../policy/index.ts'
import { quotaExceeded } from './errors.ts'
import { namedKey, namedPrefix } from './keys.ts'
import type { Named, Tag } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { byPosition, inOrder, type PageInput, pageOf } from './paging.ts'
import { type CountedQuota, quotas } from './quotas.ts'
import { thingTags } from './tags.ts'

/** What sets one kind of such things apart. `Kept` is the record; it is never read, only typed. */
export interface NamedKind<Kept extends Named> {
  /** In ARNs and in the store. */
  readonly type: 'instance-profile' | 'mfa' | 'server-certificate' | 'saml-provider'
  readonly quota: CountedQuota
  notFound(name: string): AwsError
  exists(name: string): AwsError
  /** Devices of one name may stand under several paths. */
  keyOf(thing: Pick<Kept, 'path' | 'name'>): string
}

export const arnOfNamed = (
  type: string,
  { partition, account, path, name }: Pick<Named, 'partition' | 'account' | 'path' | 'name'>,
): string => `arn:${partition}:iam::${account}:${type}${path}${name}`

export const findNamed = <Kept extends Named>(
  from: Reader,
  { type }: NamedKind<Kept>,
  account: string,
  key: string,
): Kept | undefined => from.get<Kept>(namedKey(type, account, key))?.value

export function requireNamed<Kept extends Named>(
  from: Reader,
  kind: NamedKind<Kept>,
  account: string,
  key: string,
): Kept {
  const thing = findNamed(from, kind, account, key)
  if (thing === undefined) throw kind.notFound(key)
  return thing
}

export const listNamed = <Kept extends Named>(
  from: Reader,
  { type }: NamedKind<Kept>,
  account: string,
): readonly Kept[] => from.list<Kept>(namedPrefix(type, account)).map((entry) => entry.value)

export const countNamed = (from: Reader, type: string, account: string): number =>
  from.list(namedPrefix(type, account)).length

/** A page of those below a path, in the order of their names. */
export function pageOfNamed<Kept extends Named>(
  from: Reader,
  kind: NamedKind<Kept>,
  account: string,
  input: PageInput & { readonly PathPrefix?: string },
) {
  const keyOf = (thing: Kept) => kind.keyOf(thing).toLowerCase()
  const things = listNamed(from, kind, account)
    .filter((thing) => thing.path.startsWith(input.PathPrefix ?? '/'))
    .toSorted((a, b) => inOrder(keyOf(a), keyOf(b)))
  return pageOf(things, input, keyOf)
}

export const putNamed = <Kept extends Named>(txn: Transaction, kind: NamedKind<Kept>, thing: Kept): void =>
  txn.put(namedKey(kind.type, thing.account, kind.keyOf(thing)), thing)

/** Throws what AWS answers when the name is taken or the account is full. */
export function addNamed<Kept extends Named>(txn: Transaction, kind: NamedKind<Kept>, thing: Kept): void {
  const key = kind.keyOf(thing)
  if (findNamed(txn, kind, thing.account, key) !== undefined) throw kind.exists(thing.name)
  const limit = quotas[kind.quota]
  if (txn.list(namedPrefix(kind.type, thing.account), { limit }).length >= limit)
    throw quotaExceeded(kind.quota)
  putNamed(txn, kind, thing)
}

export const deleteNamed = <Kept extends Named>(txn: Transaction, kind: NamedKind<Kept>, thing: Kept): void =>
  txn.delete(namedKey(kind.type, thing.account, kind.keyOf(thing)))

/** Resolves to the thing as it stands after the change. */
export async function changeNamed<Kept extends Named>(
  needs: IamNeeds,
  kind: NamedKind<Kept>,
  account: string,
  key: string,
  change: (thing: Kept, txn: Transaction) => Kept,
): Promise<Kept> {
  const { result } = await needs.store.write((txn) => {
    const thing = change(requireNamed(txn, kind, account, key), txn)
    putNamed(txn, kind, thing)
    return thing
  })
  return result
}

export async function tagNamed<Kept extends Named>(
  needs: IamNeeds,
  kind: NamedKind<Kept>,
  account: string,
  key: string,
  tags: readonly Tag[],
): Promise<object> {
  const added = thingTags.check(tags)
  await changeNamed(needs, kind, account, key, (thing) => ({
    ...thing,
    tags: thingTags.add(thing.tags, added),
  }))
  return {}
}

export async function untagNamed<Kept extends Named>(
  needs: IamNeeds,
  kind: NamedKind<Kept>,
  account: string,
  key: string,
  keys: readonly string[],
): Promise<object> {
  await changeNamed(needs, kind, account, key, (thing) => ({
    ...thing,
    tags: thingTags.remove(thing.tags, keys),
  }))
  return {}
}

export function pageOfTags({ tags }: Pick<Named, 'tags'>, input: PageInput) {
  const { items, marks } = pageOf(tags, input, byPosition)
  return { Tags: items, ...marks }
}

interface TaggingInput {
  readonly Tags?: readonly Tag[]
  readonly TagKeys?: readonly string[]
}

/** An action on such a thing; its tags and those of the request are condition keys. */
export const onNamed =
  <Kept extends Named, Input extends object>(
    needs: IamNeeds,
    kind: NamedKind<Kept>,
    action: string,
    keyOf: (input: Input) => string,
  ): Authorize<Input> =>
  (input, call) => [namedAuthorization(needs, kind, action, keyOf(input), input, call)]

export function namedAuthorization<Kept extends Named>(
  needs: IamNeeds,
  kind: NamedKind<Kept>,
  action: string,
  key: string,
  input: TaggingInput,
  call: Call,
): Authorization {
  const thing = findNamed(needs.store, kind, call.account, key)
  const { partition, account } = call
  return {
    action,
    resource: arnOfNamed(kind.type, thing ?? { partition, account, path: '/', name: key }),
    context: contextOf(keysOfTags(thing?.tags), requestTagKeys(input.Tags), tagKeysKey(input.TagKeys ?? [])),
  }
}

/** Making such a thing; with tags the permission to tag is asked as well. */
export function namedCreation(
  call: Call,
  type: NamedKind<Named>['type'],
  actions: { readonly create: string; readonly tag: string },
  made: { readonly path?: string; readonly name: string; readonly tags?: readonly Tag[] },
): readonly Authorization[] {
  const { partition, account } = call
  const resource = arnOfNamed(type, { partition, account, path: made.path ?? '/', name: made.name })
  const context = contextOf(requestTagKeys(made.tags))
  return withTagging({ action: actions.create, resource, context }, actions.tag, made.tags)
}
