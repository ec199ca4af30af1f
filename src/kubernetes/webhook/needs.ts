/** What the webhook asks of others. */
import type { Annotations } from './identity.ts'
import type { Decision } from './decision.ts'
import type { RoleEntry } from './sources/role-map.ts'
import type { WebhookOptions } from './options.ts'

export interface PublishedCa {
  /** Whether pods of the namespace find it. */
  readonly isIn: (namespace: string) => boolean
  /** Puts it there in a short time, or tells that it could not. Never rejects. */
  readonly putInto: (namespace: string) => Promise<boolean>
}

export interface TrustSubject {
  readonly roleArn: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly audience: string
}

export interface WebhookNeeds {
  /**
   * The annotations of a ServiceAccount, undefined when the cluster has no such one.
   * Rejects when that cannot be told: the API server then does as the operator's failurePolicy says.
   */
  readonly findServiceAccount: (namespace: string, name: string) => Promise<Annotations | undefined>
  readonly options: WebhookOptions
  /** Whether findServiceAccount can be relied on yet; always, when it is left out. */
  readonly isReady?: () => boolean
  /** What is still waited for, each in words; none of it when it is left out. */
  readonly notReadyBecause?: () => readonly string[]
  /** What the operator's map says of a ServiceAccount. */
  readonly findRoleEntry?: (namespace: string, name: string) => RoleEntry | undefined
  /** Whether EKS Pod Identity has an association for the ServiceAccount. */
  readonly hasPodIdentity?: (namespace: string, name: string) => boolean
  /** A number from 0 up to 1. */
  readonly chance?: () => number
  /** `--service-account-lookup-grace-period`: how many milliseconds a ServiceAccount that is not there is waited for. */
  readonly gracePeriod?: number
  readonly wait?: (milliseconds: number) => Promise<void>
  /** `--enable-debugging-handlers`: /debug/alpha/deny and /debug/alpha/500. */
  readonly debug?: boolean
  /** Where the CA of the operator's own AWS endpoint is published. */
  readonly ca?: PublishedCa
  /**
   * What is known to speak against a role being taken on, in words for the pod's author. Answers at once; what is
   * not known yet is found out for the next time.
   */
  readonly checkTrust?: (subject: TrustSubject) => string | undefined
  /** Told once for each review what was decided and why. */
  readonly report?: (decision: Decision) => void
}
