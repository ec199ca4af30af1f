/** Asks EKS for a cluster's access entries by its public API, and keeps what it heard for a while. */
import type { EKSClient } from '@aws-sdk/client-eks'
import { parseArn } from '../../arn/index.ts'
import { BoundedMap } from '../../kit/index.ts'
import type { AccessAnswer, AccessIdentity, CallerIdentity } from '../../kubernetes/authenticator/index.ts'

export interface EksFacts {
  readonly clusterName: string
  readonly region?: string
  /** The SDK's own when left out. */
  readonly endpoint?: string
  /** PEM that is trusted beside the system's own certificates. */
  readonly ca?: string
  readonly now: () => number
  /** How many milliseconds an answer counts. */
  readonly rememberFor: number
}

export interface EksAsker {
  readonly ask: (who: CallerIdentity) => Promise<AccessAnswer>
  /** Undefined until EKS was asked. */
  readonly mode: () => AccessAnswer['authenticationMode'] | undefined
  readonly close: () => void
}

interface Cluster {
  readonly at: number
  readonly mode: AccessAnswer['authenticationMode']
  readonly principals: readonly string[]
}

/** Milliseconds for which old news is better than none, where EKS does not answer. */
const usable = 600_000

/** The SDK is loaded only by whoever has access entries. */
export async function openEksAsker(facts: EksFacts): Promise<EksAsker> {
  const client = await openClient(facts)
  const { now, rememberFor: fresh } = facts
  const entries = new BoundedMap<string, { readonly at: number; readonly identity: AccessIdentity }>(1000)
  let cluster: Cluster | undefined
  let asking: Promise<Cluster> | undefined

  const readClusterAnew = (): Promise<Cluster> =>
    (asking ??= readCluster(client, facts).finally(() => (asking = undefined)))
  const currentCluster = async (): Promise<Cluster> => {
    if (cluster !== undefined && now() - cluster.at < fresh) return cluster
    try {
      return (cluster = await readClusterAnew())
    } catch (error) {
      if (cluster !== undefined && now() - cluster.at < usable) return cluster
      throw new Error(`EKS could not be asked: ${(error as Error).message}`, { cause: error })
    }
  }
  return {
    mode: () => cluster?.mode,
    ask: async (who) => {
      const { mode, principals } = await currentCluster()
      const answer = { authenticationMode: mode }
      const principalArn = principals.find((each) => isPrincipal(each, who))
      if (principalArn === undefined) return answer
      const known = entries.get(principalArn)
      if (known !== undefined && now() - known.at < fresh) return { ...answer, identity: known.identity }
      const identity = await readEntry(client, facts.clusterName, principalArn)
      entries.set(principalArn, { at: now(), identity })
      return { ...answer, identity }
    },
    close: () => client.destroy(),
  }
}

async function openClient({ region, endpoint, ca }: EksFacts): Promise<EKSClient> {
  const [{ EKSClient: Client }, { Agent }, { rootCertificates }] = await Promise.all([
    import('@aws-sdk/client-eks'),
    import('node:https'),
    import('node:tls'),
  ])
  return new Client({
    region: region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: 5000,
      ...(ca !== undefined && { httpsAgent: new Agent({ keepAlive: true, ca: [...rootCertificates, ca] }) }),
    },
  })
}

async function readCluster(client: EKSClient, { clusterName, now }: EksFacts): Promise<Cluster> {
  const { DescribeClusterCommand, paginateListAccessEntries } = await import('@aws-sdk/client-eks')
  const at = now()
  const { cluster } = await client.send(new DescribeClusterCommand({ name: clusterName }))
  const mode = cluster?.accessConfig?.authenticationMode ?? 'CONFIG_MAP'
  const principals: string[] = []
  // EKS refuses the question where the mode has no access entries.
  if (mode !== 'CONFIG_MAP')
    for await (const page of paginateListAccessEntries({ client }, { clusterName }))
      principals.push(...(page.accessEntries ?? []))
  return { at, mode, principals }
}

async function readEntry(
  client: EKSClient,
  clusterName: string,
  principalArn: string,
): Promise<AccessIdentity> {
  const { DescribeAccessEntryCommand, paginateListAssociatedAccessPolicies } =
    await import('@aws-sdk/client-eks')
  const { accessEntry } = await client.send(new DescribeAccessEntryCommand({ clusterName, principalArn }))
  const policies: AccessIdentity['policies'][number][] = []
  for await (const page of paginateListAssociatedAccessPolicies({ client }, { clusterName, principalArn }))
    for (const { policyArn = '', accessScope } of page.associatedAccessPolicies ?? [])
      policies.push({
        policyArn,
        accessScope: { type: accessScope?.type ?? '', namespaces: accessScope?.namespaces ?? [] },
      })
  return {
    username: accessEntry?.username ?? principalArn,
    groups: accessEntry?.kubernetesGroups ?? [],
    policies,
  }
}

/** Entries name roles with their path, sessions without; a role's name is the only one of its account whatever its path. */
function isPrincipal(principalArn: string, { canonicalArn }: CallerIdentity): boolean {
  if (principalArn === canonicalArn) return true
  const [entry, caller] = [parseArn(principalArn), parseArn(canonicalArn)]
  if (entry === undefined || caller === undefined) return false
  return (
    entry.partition === caller.partition &&
    entry.account === caller.account &&
    entry.resource.startsWith('role/') &&
    caller.resource.startsWith('role/') &&
    entry.resource.split('/').at(-1) === caller.resource.split('/').at(-1)
  )
}
