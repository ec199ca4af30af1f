/** Why a container is not started, in the kubelet's words. */

export interface Refused {
  readonly ok: false
  readonly reason: string
  readonly message: string
  /** Where the container counts as having run. */
  readonly exit?: number
}

export const refusal = (reason: string, message: string, exit?: number): Refused => ({
  ok: false,
  reason,
  message,
  exit,
})
