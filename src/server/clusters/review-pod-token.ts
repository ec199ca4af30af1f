/** Whose a pod's token for Pod Identity is: its signature and times by the issuer's keys, whether the pod still lives by the cluster itself. */
import { listOf, textOf, valueAt, type KubernetesClient } from '../../kubernetes/api/index.ts'
import type { Issuers } from '../../kubernetes/issuer/index.ts'
import { verifyToken } from '../../token/index.ts'

export interface ReviewNeeds {
  readonly issuers: Pick<Issuers, 'keysOf'>
  readonly client: Pick<KubernetesClient, 'create'>
}

export interface PresentedToken {
  readonly issuer: string
  readonly token: string
  readonly now: number
}

export type ReviewedPodToken =
  | {
      readonly outcome: 'live'
      readonly namespace: string
      readonly serviceAccount: string
      readonly pod: { readonly name: string; readonly uid: string }
    }
  | { readonly outcome: 'expired'; readonly expiredAt: number }
  | { readonly outcome: 'invalid'; readonly why: string }
  /** Whoever could tell does not answer, or may not be asked. */
  | { readonly outcome: 'unavailable'; readonly why: string }

const audience = 'pods.eks.amazonaws.com'

export async function reviewPodToken(
  { issuers, client }: ReviewNeeds,
  { issuer, token, now }: PresentedToken,
): Promise<ReviewedPodToken> {
  const keys = issuers.keysOf(issuer)
  if (keys === undefined) return { outcome: 'invalid', why: 'the cluster has no issuer' }
  const verified = verifyToken({ token, keys, now, issuer, audiences: [audience] })
  if (!verified.ok) {
    const { problem } = verified
    const expiredAt = problem.code === 'expired' ? expiryOf(token) : undefined
    return expiredAt === undefined
      ? { outcome: 'invalid', why: problem.message }
      : { outcome: 'expired', expiredAt }
  }
  return askCluster(client, token)
}

/** The cluster alone, by its API. */
export async function askCluster(
  client: Pick<KubernetesClient, 'create'>,
  token: string,
): Promise<ReviewedPodToken> {
  const answer = await client.create('/apis/authentication.k8s.io/v1/tokenreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [audience] },
  })
  if (!answer.ok)
    return { outcome: 'unavailable', why: `the cluster reviews no token: ${answer.problem.message}` }
  const status = answer.value['status']
  if (valueAt(status, 'authenticated') !== true) return refusedBecause(status, token)
  // An authenticator that knows of no audiences would let in whatever it lets in.
  if (!listOf(valueAt(status, 'audiences')).includes(audience))
    return { outcome: 'invalid', why: `it is not for \`${audience}\`` }
  const [, namespace, serviceAccount] =
    /^system:serviceaccount:([^:]+):([^:]+)$/.exec(textOf(valueAt(status, 'user', 'username')) ?? '') ?? []
  const name = extra(status, 'pod-name')
  const uid = extra(status, 'pod-uid')
  if (namespace === undefined || serviceAccount === undefined)
    return { outcome: 'invalid', why: 'it is of no ServiceAccount' }
  if (name === undefined || uid === undefined) return { outcome: 'invalid', why: 'it is bound to no pod' }
  return { outcome: 'live', namespace, serviceAccount, pod: { name, uid } }
}

/** kube-apiserver's own words, which it says of a token that is signed as it should be. */
const saysExpired = /\bservice account token has expired\b/

function refusedBecause(status: unknown, token: string): ReviewedPodToken {
  const error = textOf(valueAt(status, 'error')) ?? ''
  const expiredAt = saysExpired.test(error) ? expiryOf(token) : undefined
  return expiredAt === undefined
    ? { outcome: 'invalid', why: error || 'its pod, ServiceAccount or namespace is not there any more' }
    : { outcome: 'expired', expiredAt }
}

const extra = (status: unknown, name: string): string | undefined =>
  textOf(listOf(valueAt(status, 'user', 'extra', `authentication.kubernetes.io/${name}`))[0])

/** Of a token whose claims were read already. */
function expiryOf(token: string): number | undefined {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  const seconds = valueAt(claims, 'exp')
  return typeof seconds === 'number' ? seconds * 1000 : undefined
}
