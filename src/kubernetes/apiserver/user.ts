/** Who calls: client certificates, bearer tokens and what they stand for. */
import { equalSecrets, headerOf, sha256Hex } from '../../kit/index.ts'
import type { HttpRequest } from '../../kit/index.ts'
import { textOf, valueAt } from '../api/index.ts'
import { unauthorized } from './api-error.ts'
import { userOfCertificate } from './client-certificate.ts'
import type { ApiServerNeeds, VerifiedToken } from './needs.ts'
import { findObject, type KubernetesObject } from './objects/objects.ts'

export interface User {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** Who asks, and as whom they act where that is somebody else. */
export interface Caller {
  readonly user: User
  readonly impersonated?: User
}

const anonymous: User = { username: 'system:anonymous', groups: ['system:unauthenticated'] }

/** No credential is somebody too, who may do next to nothing; a bad credential is refused, one of another scheme is none. */
export async function authenticate(needs: ApiServerNeeds, request: HttpRequest): Promise<User> {
  const shown = needs.clientCa === undefined ? undefined : request.peer.tls?.clientCertificate
  if (shown !== undefined) {
    const user = userOfCertificate(shown, { clientCa: needs.clientCa!, now: needs.now() })
    if (user !== undefined) return user
  }
  const [scheme = '', token = ''] = (headerOf(request, 'authorization') ?? '').trim().split(' ')
  if (scheme.toLowerCase() !== 'bearer' || token === '') {
    // A certificate that says nothing here is a bad credential, unless a token comes with it.
    if (shown !== undefined) throw unauthorized()
    return anonymous
  }
  const found = await userOfToken(needs, token, needs.apiAudiences)
  if (found === undefined) throw unauthorized()
  return found.user
}

export interface FoundUser {
  readonly user: User
  /** Those of the ones that were asked for which the token is meant for. */
  readonly audiences: readonly string[]
}

/** Undefined where the token is none, or is meant for others. */
export async function userOfToken(
  needs: ApiServerNeeds,
  token: string,
  audiences: readonly string[],
): Promise<FoundUser | undefined> {
  const own = audiences.filter((audience) => needs.apiAudiences.includes(audience))
  const fixed = findStatic(needs, token)
  if (fixed !== undefined) return own.length === 0 ? undefined : { user: fixed, audiences: own }
  const account = await findServiceAccount(needs, token, audiences)
  if (account !== undefined) return account
  const reviewed = await needs.reviewToken?.(token, audiences)
  if (reviewed === undefined || own.length === 0) return undefined
  const groups = reviewed.groups.includes('system:authenticated')
    ? reviewed.groups
    : [...reviewed.groups, 'system:authenticated']
  return { user: { ...reviewed, groups }, audiences: own }
}

function findStatic({ credentials }: ApiServerNeeds, token: string): User | undefined {
  const digest = sha256Hex(token)
  const found = credentials.filter((each) => equalSecrets(each.tokenSha256.toLowerCase(), digest))[0]
  if (found === undefined) return undefined
  const { username, uid, groups = [] } = found.user
  return { username, ...(uid !== undefined && { uid }), groups: [...groups, 'system:authenticated'] }
}

async function findServiceAccount(
  needs: ApiServerNeeds,
  token: string,
  wanted: readonly string[],
): Promise<FoundUser | undefined> {
  const verified = await needs.verifyServiceAccountToken?.(token, wanted)
  if (verified === undefined || !isStillThere(needs, verified, token)) return undefined
  const { namespace, serviceAccount, pod, node, id, audiences = needs.apiAudiences } = verified
  const user: User = {
    username: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
    uid: serviceAccount.uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra: {
      ...(id !== undefined && { 'authentication.kubernetes.io/credential-id': [`JTI=${id}`] }),
      ...(node !== undefined && { 'authentication.kubernetes.io/node-name': [node.name] }),
      ...(node?.uid !== undefined && { 'authentication.kubernetes.io/node-uid': [node.uid] }),
      ...(pod !== undefined && {
        'authentication.kubernetes.io/pod-name': [pod.name],
        'authentication.kubernetes.io/pod-uid': [pod.uid],
      }),
    },
  }
  return { user, audiences: wanted.filter((audience) => audiences.includes(audience)) }
}

const isTokenOf = (secret: KubernetesObject | undefined, token: string): boolean =>
  equalSecrets(textOf(valueAt(secret, 'data', 'token')) ?? '', Buffer.from(token).toString('base64'))

/** What is going is good for a while yet, in milliseconds: clocks differ, and a pod ends its work. */
const leeway = 60_000

/** A token dies with the account and whatever it is bound to, even where one of the same name has come since. */
function isStillThere(needs: ApiServerNeeds, verified: VerifiedToken, token: string): boolean {
  const { namespace, serviceAccount, pod, secret, node, secretName } = verified
  const isThere = (plural: string, where: string, { name, uid }: Bound): boolean => {
    const metadata = findObject(needs, plural, where, name)?.metadata
    if (metadata === undefined || metadata.uid !== uid) return false
    const { deletionTimestamp } = metadata
    return deletionTimestamp === undefined || Date.parse(deletionTimestamp) >= needs.now() - leeway
  }
  return (
    isThere('serviceaccounts', namespace, serviceAccount) &&
    (pod === undefined || isThere('pods', namespace, pod)) &&
    (secret === undefined || isThere('secrets', namespace, secret)) &&
    // A pod's token only tells of the node; one that is bound to the node itself dies with it.
    (pod !== undefined || node === undefined || isThere('nodes', '', node)) &&
    (secretName === undefined || isTokenOf(findObject(needs, 'secrets', namespace, secretName), token))
  )
}

interface Bound {
  readonly name: string
  readonly uid?: string
}
