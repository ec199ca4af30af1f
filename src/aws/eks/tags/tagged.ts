/** What a call on tags names by its ARN: a cluster or anything that belongs to one. */
import type { Reader, Transaction } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { readEksArn } from '../arns.ts'
import { resourceTags } from '../authorize.ts'
import { noTaggedResource, notTaggable } from '../errors.ts'
import { clustersOf, type Kept, type Kind, resourcesOf, type Tags } from '../store.ts'

export interface TaggedInput {
  readonly resourceArn: string
}

/** Where what has tags lies, by the type that its ARN names. */
const kinds: Readonly<Record<string, Kind>> = {
  'access-entry': 'access-entry',
  addon: 'addon',
  fargateprofile: 'fargate-profile',
  identityproviderconfig: 'identity-provider',
  nodegroup: 'nodegroup',
  podidentityassociation: 'pod-identity',
}

export interface Tagged {
  readonly tags: Tags
  readonly put: (txn: Transaction, tags: Tags) => void
}

export function onTagged(store: Reader, action: string, { resourceArn }: TaggedInput): Authorization {
  const arn = readEksArn(resourceArn)
  if (arn === undefined || !isTaggable(arn.type)) throw notTaggable(resourceArn)
  return {
    action,
    resource: resourceArn,
    resourceAccount: arn.cluster.account,
    context: resourceTags(find(store, resourceArn)?.tags ?? {}),
  }
}

/** Tags are on what is of the caller's own account and region alone. */
export function findTagged(from: Reader, { resourceArn }: TaggedInput, call: Call): Tagged {
  const cluster = readEksArn(resourceArn)?.cluster
  const own = cluster?.account === call.account && cluster.region === call.region
  const found = own ? find(from, resourceArn) : undefined
  if (found === undefined) throw noTaggedResource(resourceArn)
  return found
}

const isTaggable = (type: string): boolean => type === 'cluster' || Object.hasOwn(kinds, type)

function find(from: Reader, resourceArn: string): Tagged | undefined {
  const arn = readEksArn(resourceArn)
  if (arn === undefined || !isTaggable(arn.type)) return undefined
  const entries =
    arn.type === 'cluster'
      ? clustersOf(arn.cluster).list(from)
      : resourcesOf<Kept>(kinds[arn.type]!, arn.cluster).list(from)
  const entry = entries.find(({ value }) => value.arn === resourceArn)
  return (
    entry && {
      tags: entry.value.tags,
      put: (txn, tags) => txn.put(entry.key, { ...entry.value, tags }),
    }
  )
}
