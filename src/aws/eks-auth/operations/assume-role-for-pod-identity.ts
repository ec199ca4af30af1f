/** AssumeRoleForPodIdentity: what the agent on a node asks for its pods. */
import { contextOf } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { invalidToken, noAnswer, noAssociation, noCluster, tokenExpired } from '../errors.ts'
import { assumePodRole } from '../exchange/assume-pod-role.ts'
import type { AssumedRole } from '../exchange/assumed-role.ts'
import type { PodIdentity } from '../exchange/pod-identity.ts'
import type { ClusterName, EksAuthNeeds, PodRole } from '../needs.ts'

export interface AssumeRoleForPodIdentityInput {
  readonly clusterName: string
  readonly token: string
}

export interface AssumeRoleForPodIdentityOutput {
  readonly subject: { readonly namespace: string; readonly serviceAccount: string }
  readonly audience: string
  readonly podIdentityAssociation: { readonly associationArn: string; readonly associationId: string }
  readonly assumedRoleUser: { readonly arn: string; readonly assumeRoleId: string }
  readonly credentials: {
    readonly sessionToken: string
    readonly secretAccessKey: string
    readonly accessKeyId: string
    readonly expiration: Date
  }
}

const audience = 'pods.eks.amazonaws.com'

export const assumeRoleForPodIdentity = (
  needs: EksAuthNeeds,
): Operation<AssumeRoleForPodIdentityInput, AssumeRoleForPodIdentityOutput> => ({
  authorize: ({ clusterName }, call) => [
    {
      action: 'eks-auth:AssumeRoleForPodIdentity',
      resource: clusterArn(call, clusterName),
      context: resourceTags(needs.findTags(placeOf(call, clusterName)) ?? {}),
    },
  ],
  invoke: async ({ clusterName, token }, call) => {
    const cluster = placeOf(call, clusterName)
    if (needs.findTags(cluster) === undefined) throw noCluster(clusterName)
    const pod = await readToken(needs, cluster, token, call)
    const role = findRole(needs, cluster, pod, call)
    const assumed = assumePodRole(needs, pod, role, call)
    return outputOf(pod, role, assumed)
  },
})

async function readToken(
  needs: EksAuthNeeds,
  cluster: ClusterName,
  token: string,
  call: Call,
): Promise<PodIdentity> {
  const read = await needs.reviewToken(cluster, token, call.now)
  if (read.outcome === 'live') {
    const { namespace, serviceAccount, pod } = read
    note(
      call,
      'pod token',
      true,
      `is of pod \`${namespace}/${pod.name}\` and its ServiceAccount \`${serviceAccount}\``,
    )
    const { region, partition, account } = call
    return {
      cluster: { ...cluster, arn: clusterArn({ region, partition, account }, cluster.name) },
      namespace,
      serviceAccount,
      pod,
    }
  }
  if (read.outcome === 'expired') {
    note(call, 'pod token', false, `expired at ${new Date(read.expiredAt).toISOString()}`)
    throw tokenExpired(call.now, read.expiredAt)
  }
  note(call, 'pod token', false, read.why)
  if (read.outcome === 'unavailable') throw noAnswer(read.why)
  throw invalidToken(read.why)
}

function findRole(
  needs: EksAuthNeeds,
  cluster: ClusterName,
  { namespace, serviceAccount }: PodIdentity,
  call: Call,
): PodRole {
  const role = needs.findPodRole(cluster, namespace, serviceAccount)
  const whose = `ServiceAccount \`${namespace}/${serviceAccount}\``
  if (role === undefined) {
    note(call, 'association', false, `${whose} has no association in cluster \`${cluster.name}\``)
    throw noAssociation(namespace, serviceAccount)
  }
  note(call, 'association', true, `\`${role.associationId}\` gives ${whose} the role \`${role.roleArn}\``)
  return role
}

const note = ({ notes }: Call, name: string, passed: boolean, detail: string): void =>
  void notes.checks.push({ name, passed, detail })

const outputOf = (
  { namespace, serviceAccount }: PodIdentity,
  { associationArn, associationId }: PodRole,
  { user, session }: AssumedRole,
): AssumeRoleForPodIdentityOutput => ({
  subject: { namespace, serviceAccount },
  audience,
  podIdentityAssociation: { associationArn, associationId },
  assumedRoleUser: { arn: user.arn, assumeRoleId: user.id },
  credentials: {
    sessionToken: session.sessionToken,
    secretAccessKey: session.secretAccessKey,
    accessKeyId: session.accessKeyId,
    expiration: session.expiration,
  },
})

const clusterArn = (
  { partition, region, account }: Pick<Call, 'partition' | 'region' | 'account'>,
  name: string,
): string => `arn:${partition}:eks:${region}:${account}:cluster/${name}`

const placeOf = ({ account, region }: Call, name: string): ClusterName => ({ name, account, region })

const resourceTags = (tags: Readonly<Record<string, string>>) =>
  contextOf(Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])))
