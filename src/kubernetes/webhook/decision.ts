/** What the webhook decided of a pod and why, in words for people and in codes for counters. */

/** As upstream's counter of pods names them. */
export type Method = 'sts_web_identity' | 'container_credentials'

export type ChangedCode = 'web-identity' | 'pod-identity' | 'region-only'

export type LeftCode =
  | 'no-role'
  | 'service-account-not-found'
  | 'already-present'
  | 'containers-skipped'
  | 'no-containers'
  | 'mount-path-taken'
  | 'not-a-pod-creation'

export type RefusedCode = 'malformed-pod' | 'role-not-allowed'

export type DecisionCode = ChangedCode | LeftCode | RefusedCode | 'lookup-failed'

export interface Decision {
  /** Of the review. */
  readonly uid: string
  readonly dryRun: boolean
  readonly namespace: string
  readonly serviceAccount: string
  /** The pod's name, or its generateName. */
  readonly pod: string
  /** What an event is about: the pod's owner, or its namespace. */
  readonly about: ObjectReference
  readonly outcome: 'changed' | 'left' | 'refused' | 'failed'
  readonly code: DecisionCode
  readonly reason: string
  readonly roleArn?: string
  readonly method?: Method
  readonly warnings: readonly string[]
}

export interface ObjectReference {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly uid?: string
}
