/** What EKS Auth asks of others; the wiring hands it over. */
import type { Random } from '../../kit/index.ts'
import type { CompiledPolicy, OrganizationOf, PolicySet } from '../../policy/index.ts'

export interface EksAuthNeeds {
  readonly random: Random
  /** The tags of a cluster; undefined when there is no such cluster. */
  readonly findTags: (cluster: ClusterName) => Readonly<Record<string, string>> | undefined
  /** Which role the pods of a ServiceAccount get. */
  readonly findPodRole: (
    cluster: ClusterName,
    namespace: string,
    serviceAccount: string,
  ) => PodRole | undefined
  /** Asks the cluster itself about a token for `pods.eks.amazonaws.com`; the cluster alone knows whether the pod still lives. */
  readonly reviewToken: (cluster: ClusterName, token: string, now: number) => Promise<PodToken>
  readonly findRole: (arn: string) => RoleFacts | undefined
  /** The identity policies and the boundary of a role, by its id. */
  readonly policiesOfRole: (id: string) => Pick<PolicySet, 'identity' | 'boundary'> | undefined
  readonly serviceControlOf: (account: string) => PolicySet['serviceControl']
  readonly resourceControlOf: (account: string) => PolicySet['resourceControl']
  readonly organizationOf?: OrganizationOf
  readonly issueSession: (request: PodSessionRequest) => PodSession
  /** Told of each assumption of a role, which the trail shows as a call of STS made by a service. */
  readonly recordAssumption: (assumption: ServiceAssumption) => void
}

export interface ClusterName {
  readonly name: string
  readonly account: string
  readonly region: string
}

export interface PodRole {
  readonly associationArn: string
  readonly associationId: string
  readonly roleArn: string
  readonly disableSessionTags: boolean
  /** A role that the first one assumes. */
  readonly target?: { readonly roleArn: string; readonly externalId: string }
  /** A session policy, as text. */
  readonly policy?: string
}

export type PodToken =
  | {
      readonly outcome: 'live'
      readonly namespace: string
      readonly serviceAccount: string
      readonly pod: { readonly name: string; readonly uid: string }
    }
  /** In milliseconds since the epoch. */
  | { readonly outcome: 'expired'; readonly expiredAt: number }
  /** Not of this cluster, not for Pod Identity, forged, or of a pod that is no more; `why` is for the record alone. */
  | { readonly outcome: 'invalid'; readonly why: string }
  /** The cluster does not answer. */
  | { readonly outcome: 'unavailable'; readonly why: string }

export interface RoleFacts {
  readonly arn: string
  readonly id: string
  readonly name: string
  readonly account: string
  readonly partition: string
  readonly trustPolicy: CompiledPolicy
  readonly tags: Readonly<Record<string, string>>
}

export interface PodSessionRequest {
  readonly partition: string
  readonly account: string
  readonly principal: { readonly kind: 'role'; readonly id: string; readonly sessionName: string }
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  readonly policies?: { readonly arns: readonly string[]; readonly inline: string }
  readonly chained: boolean
  readonly delivery: 'eks-pod-identity'
  readonly durationSeconds: number
  readonly now: number
}

export interface PodSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

export interface ServiceAssumption {
  /** Of the service, or of the session that assumes a target role. */
  readonly userIdentity: Readonly<Record<string, unknown>>
  readonly region: string
  readonly now: number
  readonly requestParameters: Readonly<Record<string, unknown>>
  readonly role: Pick<RoleFacts, 'arn' | 'account'>
  readonly assumed: {
    readonly assumedRoleId: string
    readonly arn: string
    readonly accessKeyId: string
    readonly expiration: Date
  }
}
