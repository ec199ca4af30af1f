/** Who calls the kubelet's API, and whether they may: a client certificate or a token, then the API server's own word. */
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { listOf, textOf, valueAt, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import type { Clock } from '../../../kit/index.ts'

export interface Caller {
  readonly username: string
  readonly groups: readonly string[]
  readonly extra?: unknown
}

export type Admission =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly status: 401 | 403; readonly message: string }

export interface Gate {
  /** What reads asks for `get`; what acts, whatever its method, for `create`. */
  admit(request: IncomingMessage, subresources: readonly string[], acts?: boolean): Promise<Admission>
}

/** Milliseconds that an answer of the API server holds. */
const remembered = 10_000
const mostRemembered = 500

export function createGate(needs: {
  readonly client: KubernetesClient
  readonly node: string
  readonly now: Clock
}): Gate {
  const { client, node, now } = needs
  const known = new Map<string, { readonly until: number; readonly allowed: boolean }>()

  const mayDo = async (caller: Caller, verb: string, subresource: string): Promise<boolean> => {
    const key = JSON.stringify([caller, verb, subresource])
    const found = known.get(key)
    if (found !== undefined && now() < found.until) return found.allowed
    const answer = await client.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: caller.username,
        groups: caller.groups,
        ...(caller.extra !== undefined && { extra: caller.extra }),
        resourceAttributes: { verb, group: '', version: 'v1', resource: 'nodes', subresource, name: node },
      },
    })
    const allowed = answer.ok && valueAt(answer.value, 'status', 'allowed') === true
    if (known.size >= mostRemembered) known.clear()
    if (answer.ok) known.set(key, { until: now() + remembered, allowed })
    return allowed
  }

  return {
    admit: async (request, subresources, acts = request.method === 'POST') => {
      const caller = callerByCertificate(request) ?? (await callerByToken(client, request))
      if (caller === undefined) return { ok: false, status: 401, message: 'Unauthorized' }
      const verb = acts ? 'create' : 'get'
      for (const subresource of subresources)
        if (await mayDo(caller, verb, subresource)) return { ok: true, caller }
      const message = `Forbidden (user=${caller.username}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(' ')}])\n`
      return { ok: false, status: 403, message }
    },
  }
}

/** The certificate's common name and organizations, as every API server reads them. */
function callerByCertificate(request: IncomingMessage): Caller | undefined {
  const socket = request.socket as TLSSocket
  if (!socket.authorized) return undefined
  const { subject } = socket.getPeerCertificate()
  const names = (value: unknown): readonly string[] =>
    [value].flat().filter((each) => typeof each === 'string')
  const [username] = names(subject?.CN)
  if (username === undefined || username === '') return undefined
  return { username, groups: [...names(subject?.O), 'system:authenticated'] }
}

async function callerByToken(
  client: KubernetesClient,
  request: IncomingMessage,
): Promise<Caller | undefined> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) return undefined
  const answer = await client.create('/apis/authentication.k8s.io/v1/tokenreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token },
  } satisfies JsonObject)
  const user =
    answer.ok && valueAt(answer.value, 'status', 'authenticated') === true
      ? valueAt(answer.value, 'status', 'user')
      : undefined
  const username = textOf(valueAt(user, 'username'))
  if (username === undefined) return undefined
  const groups = listOf(valueAt(user, 'groups')).filter((each) => typeof each === 'string')
  return { username, groups, extra: valueAt(user, 'extra') }
}
