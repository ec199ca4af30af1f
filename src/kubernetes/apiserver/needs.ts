/** What the API server asks of others. */
import type { Duplex } from 'node:stream'
import type { Clock, Random } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'

export interface ApiServerNeeds {
  /** The name of the cluster: its objects lie under `kubernetes/<cluster>/` in the store. */
  readonly cluster: string
  readonly store: Store
  readonly now: Clock
  readonly random: Random
  /** The audiences of the API server itself, which a TokenRequest that names none gets. */
  readonly apiAudiences: readonly string[]
  readonly mintToken: (order: TokenOrder) => Promise<MintedToken>
  /** A token for a Secret of type kubernetes.io/service-account-token; without it such Secrets stay empty. */
  readonly mintLegacyToken?: (order: LegacyOrder) => Promise<string>
  /** Whether each ServiceAccount gets such a Secret by itself, as before Kubernetes 1.24; undefined while nobody knows, no when left out. */
  readonly givesAccountTokens?: () => boolean | undefined
  /** The longest life of a token that a TokenRequest may have, in seconds; what asks for more is cut, as by --service-account-max-token-expiration. */
  readonly maxTokenExpiration?: number
  /** What a bearer token that is no static credential stands for; the token's signature, times and audience are checked. */
  readonly verifyServiceAccountToken?: (
    token: string,
    audiences: readonly string[],
  ) => Promise<VerifiedToken | undefined>
  readonly credentials: readonly StaticCredential[]
  readonly grants?: readonly Grant[]
  readonly webhooks?: readonly AdmissionWebhook[]
  /** Reaches the webhooks that configurations in the cluster name; without it they cannot be called. */
  readonly reachWebhook?: (target: WebhookTarget) => AdmissionWebhook['call']
  /** Reaches the kubelets of nodes; without it there are no logs and nothing is run in containers. */
  readonly reachKubelet?: ReachKubelet
  /** A pod of the namespace waits for the scheduler, and the cluster has no node at all. */
  readonly onPodWithoutNode?: (namespace: string) => void
  /** PEM of the authorities that the API server's own certificate leads to, which every namespace is told. */
  readonly ca?: string
  /** PEM of the authority whose client certificates are taken for what they say; none are where it is absent. */
  readonly clientCa?: string
  /** What a token that is none of this cluster's own stands for, as a TokenReview webhook would say. */
  readonly reviewToken?: (token: string, audiences: readonly string[]) => Promise<ReviewedUser | undefined>
  /** Takes the lines of the audit log. */
  readonly audit?: (line: string) => void
  /** Told of what should not have happened; the client gets an InternalError without the cause. */
  readonly onFault?: (fault: unknown) => void
}

/** What a kubelet is asked, by its HTTPS API. */
export interface KubeletOrder {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface KubeletAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: AsyncIterable<Uint8Array>
  /** Of a 101: what is spoken from here on, in both directions. */
  readonly connection?: Duplex
}

/** Rejects with a message as Go words it, such as `dial tcp 127.0.0.1:10250: connect: connection refused`. */
export type ReachKubelet = (order: KubeletOrder) => Promise<KubeletAnswer>

/** A token to be signed; the API server has checked that what it is bound to exists. */
export interface TokenOrder {
  readonly namespace: string
  readonly serviceAccount: { readonly name: string; readonly uid: string }
  readonly pod?: { readonly name: string; readonly uid: string }
  readonly secret?: { readonly name: string; readonly uid: string }
  readonly node?: { readonly name: string; readonly uid?: string }
  readonly audiences: readonly string[]
  /** From now to `exp`. */
  readonly lifetimeSeconds: number
  /** From now to `kubernetes.io.warnafter`; absent where kube-apiserver sets none. */
  readonly warnAfterSeconds?: number
}

export interface LegacyOrder {
  readonly namespace: string
  readonly secretName: string
  readonly serviceAccount: { readonly name: string; readonly uid: string }
}

export interface MintedToken {
  readonly token: string
  /** `iat`, in milliseconds since the epoch. */
  readonly issuedAt: number
}

export interface VerifiedToken {
  readonly namespace: string
  readonly serviceAccount: { readonly name: string; readonly uid: string }
  readonly pod?: { readonly name: string; readonly uid: string }
  readonly secret?: { readonly name: string; readonly uid: string }
  readonly node?: { readonly name: string; readonly uid?: string }
  /** The Secret that a legacy token lives in, and with which it dies. */
  readonly secretName?: string
  /** `jti` */
  readonly id?: string
  /** For whom it is meant; the API server's own where nothing is said. */
  readonly audiences?: readonly string[]
}

/** A bearer token that is known by its SHA-256 alone. */
export interface StaticCredential {
  /** 64 hex digits. */
  readonly tokenSha256: string
  readonly user: { readonly username: string; readonly uid?: string; readonly groups?: readonly string[] }
}

/** What somebody other than `system:masters` may do. */
export interface Grant {
  /** A user's name, or a group's with `group:` before it. */
  readonly subject: string
  readonly verbs: readonly string[]
  /** Plural names, with the subresource behind a slash: `serviceaccounts/token`. */
  readonly resources: readonly string[]
  /** All of them, when absent. */
  readonly namespaces?: readonly string[]
}

/** A mutating webhook for the creation of pods. */
export interface AdmissionWebhook {
  /** As `pod-identity-webhook.amazonaws.com`. */
  readonly name: string
  readonly failurePolicy: 'Fail' | 'Ignore'
  /** 1 to 30. */
  readonly timeoutSeconds: number
  /** A label selector; pods that it does not match cause no call. */
  readonly objectSelector?: string
  /** Rejects with a message as kube-apiserver words it, such as `Post "https://...": EOF`. */
  readonly call: (review: string, timeoutSeconds: number) => Promise<WebhookReply>
}

export interface WebhookTarget {
  /** As `https://127.0.0.1:8443/mutate`. */
  readonly url: string
  /** PEM of what its certificate has to lead to; the system's authorities where nothing is said. */
  readonly ca?: string
  /** The name that the certificate must carry, where it is not the URL's host. */
  readonly serverName?: string
}

export interface ReviewedUser {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

export interface WebhookReply {
  readonly status: number
  readonly contentType: string
  readonly body: Uint8Array
}
