/** What an instance is told of itself, path by path; a directory is the list of what lies in it. */

export interface InstanceFacts {
  readonly accountId: string
  readonly partition: string
  readonly region: string
  readonly availabilityZone: string
  readonly instanceId: string
  readonly instanceType: string
  readonly imageId: string
  readonly architecture: string
  readonly localIp: string
  readonly mac: string
  /** Milliseconds since the epoch. */
  readonly launchedAt: number
  /** `amazonaws.com`, as service endpoints end. */
  readonly domain: string
  readonly role?: InstanceRole
}

export interface InstanceRole {
  readonly name: string
  readonly profileArn: string
  readonly profileId: string
}

/** What is asked of another place at the time of the call. */
export type Leaf = string | { readonly of: 'credentials' | 'info' | 'document' | 'signature' }

export type Tree = { readonly [name: string]: Leaf | Tree }

export function metadataTree(facts: InstanceFacts): Tree {
  const { role, region, availabilityZone, localIp, mac, instanceId } = facts
  const localName = `ip-${localIp.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`
  return {
    dynamic: {
      'instance-identity': { document: { of: 'document' }, signature: { of: 'signature' } },
    },
    'meta-data': {
      'ami-id': facts.imageId,
      'ami-launch-index': '0',
      hostname: localName,
      ...(role !== undefined && {
        iam: { info: { of: 'info' }, 'security-credentials': { [role.name]: { of: 'credentials' } } },
      }),
      'instance-action': 'none',
      'instance-id': instanceId,
      'instance-life-cycle': 'on-demand',
      'instance-type': facts.instanceType,
      'local-hostname': localName,
      'local-ipv4': localIp,
      mac,
      network: {
        interfaces: {
          macs: {
            [mac]: {
              'device-number': '0',
              'local-hostname': localName,
              'local-ipv4s': localIp,
              mac,
              'owner-id': facts.accountId,
            },
          },
        },
      },
      placement: {
        'availability-zone': availabilityZone,
        region,
      },
      services: { domain: facts.domain, partition: facts.partition },
    },
  }
}

export type Found =
  | { readonly kind: 'leaf'; readonly leaf: Leaf }
  | { readonly kind: 'list'; readonly text: string }

/** A directory is found with and without the slash at its end; a leaf only without. */
export function findIn(tree: Tree, path: string): Found | undefined {
  const steps = path.split('/').filter((step) => step !== '')
  let at: Tree | Leaf = tree
  for (const step of steps) {
    if (isLeaf(at) || !Object.hasOwn(at, step)) return undefined
    at = at[step]!
  }
  if (isLeaf(at)) return path.endsWith('/') ? undefined : { kind: 'leaf', leaf: at }
  return { kind: 'list', text: listing(at, steps.at(-1)) }
}

const isLeaf = (at: Tree | Leaf): at is Leaf => typeof at === 'string' || typeof at['of'] === 'string'

/** Directories are told by a slash; the roles by their bare names. */
const listing = (tree: Tree, name: string | undefined): string =>
  Object.entries(tree)
    .map(([each, at]) => (isLeaf(at) || name === 'security-credentials' ? each : `${each}/`))
    .sort()
    .join('\n')
