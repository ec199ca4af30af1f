/** TokenRequest: asks the API server for a token of a ServiceAccount. */
import type { KubernetesClient } from './client.ts'
import { textOf, valueAt } from './json.ts'
import { pathOf } from './paths.ts'
import type { ApiProblem } from './status.ts'

export interface TokenWish {
  readonly namespace: string
  readonly serviceAccount: string
  /** The API server's own audiences when absent or empty. */
  readonly audiences?: readonly string[]
  readonly expirationSeconds?: number
  /** The pod that the token dies with. */
  readonly pod?: { readonly name: string; readonly uid: string }
}

export type RequestedToken =
  | {
      readonly ok: true
      readonly token: string
      /** In milliseconds since the epoch. */ readonly expiresAt: number
    }
  | { readonly ok: false; readonly problem: ApiProblem }

export async function requestToken(client: KubernetesClient, wish: TokenWish): Promise<RequestedToken> {
  const { namespace, serviceAccount, audiences = [], expirationSeconds, pod } = wish
  const answer = await client.create(pathOf('serviceaccounts', namespace, serviceAccount, 'token'), {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {
      audiences,
      ...(expirationSeconds !== undefined && { expirationSeconds }),
      ...(pod !== undefined && { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', ...pod } }),
    },
  })
  if (!answer.ok) return answer
  const token = textOf(valueAt(answer.value, 'status', 'token'))
  const expiresAt = Date.parse(textOf(valueAt(answer.value, 'status', 'expirationTimestamp')) ?? '')
  if (!token || Number.isNaN(expiresAt))
    return {
      ok: false,
      problem: { code: 0, reason: 'InternalError', message: 'the API server answered with no token' },
    }
  return { ok: true, token, expiresAt }
}
