/** What the embedded clusters ask of the rest of the server. */
import type { Clock, Random } from '../../kit/index.ts'
import type { AccessAnswer } from '../../kubernetes/authenticator/index.ts'
import type { OidcProvider } from '../../kubernetes/apiserver/index.ts'
import type { Issuers } from '../../kubernetes/issuer/index.ts'
import type { Store } from '../../store/index.ts'
import type { VerificationKeys } from '../../token/index.ts'
import type { SecretWrap } from '../wrap-key.ts'
import type { ControlPlaneLogsNeeds } from './control-plane-logs.ts'

export interface ClustersNeeds {
  readonly directory: string
  readonly store: Store
  readonly issuers: Issuers
  readonly secretWrap: SecretWrap
  readonly clock: Clock
  readonly random: Random
  /** Below which URL issuers are made; undefined for the shape of EKS. */
  readonly issuerBase?: string
  /** The kubeconfig of a cluster that is to be adopted by this name; undefined where one is to be made. */
  readonly adopts: (cluster: {
    readonly name: string
    readonly account: string
    readonly region: string
  }) => string | undefined
  readonly login: LoginNeeds
  /** Where what a control plane has to tell goes. */
  readonly logs: Pick<ControlPlaneLogsNeeds, 'deliver' | 'isLogged'>
  /** Whether EKS has a Pod Identity association for a ServiceAccount of a cluster. */
  readonly hasPodIdentity: (
    cluster: { readonly name: string; readonly account: string; readonly region: string },
    namespace: string,
    serviceAccount: string,
  ) => boolean
  /** The Kubernetes version that EKS has of a cluster; undefined until its record is there. */
  readonly findVersion: (cluster: {
    readonly name: string
    readonly account: string
    readonly region: string
  }) => string | undefined
  /** A pod of the cluster waits for a node, and there is none. */
  readonly onPodWithoutNode: (id: string) => void
  readonly onFault: (fault: unknown) => void
}

/** What login to clusters asks of the cloud. */
export interface LoginNeeds {
  /** Of STS. */
  readonly endpoint: () => string
  /** What EKS says of who signed a token; undefined when it has no such cluster. */
  readonly findAccess: (
    cluster: { readonly name: string; readonly account: string; readonly region: string },
    who: { readonly Arn: string; readonly UserId: string; readonly Account: string },
  ) => AccessAnswer | undefined
  /** The OIDC providers whose tokens a cluster takes. */
  readonly listProviders: (cluster: {
    readonly name: string
    readonly account: string
    readonly region: string
  }) => readonly OidcProvider[]
  /** Of such providers. */
  readonly keysOf: VerificationKeys['keysOf']
}
