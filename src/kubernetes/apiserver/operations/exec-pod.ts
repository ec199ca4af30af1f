/** pods/NAME/exec: hands the client's connection to the kubelet of the pod's node, in the protocol that the client speaks. */
import type { HttpRequest, HttpResponse } from '../../../kit/index.ts'
import { headerOf } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { callMutatingWebhooks, callValidatingWebhooks } from '../admission/webhooks.ts'
import { badRequest, forbidden } from '../api-error.ts'
import { isAllowed } from '../authorization/authorize.ts'
import type { Call } from '../call.ts'
import { findContainer, findKubelet, nodeNameOf, plainFailure } from '../kubelet/find-kubelet.ts'
import { flagOf } from '../kubelet/read-flags.ts'
import { tunnel } from '../kubelet/tunnel.ts'

export async function execPod(call: Call): Promise<HttpResponse> {
  const { needs, request, namespace, name, query } = call
  requireCreate(call)
  await admitConnection(call)
  const { pod, container } = findContainer(call, query.get('container') ?? '')
  const node = nodeNameOf(pod)
  if (node === '') throw badRequest(`pod ${name} does not have a host assigned`)
  const kubelet = findKubelet(call, node)
  if (headerOf(request, 'upgrade') === undefined) throw badRequest('Upgrade request required')
  if (needs.reachKubelet === undefined) throw plainFailure('this API server reaches no kubelets')
  const path = ['exec', namespace, name, container].map(encodeURIComponent).join('/')
  const url = new URL(`${kubelet}/${path}?${kubeletQuery(query).toString()}`)
  const answer = await needs
    .reachKubelet({ method: request.method, url, headers: upgradeHeaders(request), signal: request.signal })
    .catch((error: unknown) => {
      throw plainFailure(`error dialing backend: ${error instanceof Error ? error.message : ''}`)
    })
  const { status, headers, body, connection } = answer
  if (connection === undefined) return { status, headers: plainHeaders(headers), body }
  return { status, headers, onUpgraded: (client) => tunnel(client, connection) }
}

/** A WebSocket comes as a GET, and still makes something happen. */
function requireCreate({ needs, user, namespace, name }: Call): void {
  const asked = { verb: 'create', group: '', plural: 'pods', subresource: 'exec', namespace, name }
  const { allowed, reason } = isAllowed(needs, user, asked)
  if (!allowed) throw forbidden('pods', name, reason)
}

const streams = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' } as const

async function admitConnection(call: Call): Promise<void> {
  const { needs, resource, subresource, namespace, name, user, query } = call
  const flags = Object.keys(streams).filter((flag) => flagOf(query, flag))
  const object: JsonObject = {
    kind: 'PodExecOptions',
    apiVersion: 'v1',
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
    ...(query.get('container') && { container: query.get('container') }),
    command: query.getAll('command'),
  }
  const attributes = {
    operation: 'CONNECT',
    resource,
    ...(subresource !== undefined && { subresource }),
    namespace,
    name,
    object,
    oldObject: null,
    user,
    dryRun: false,
    options: null,
    notes: call.notes,
  } as const
  await callMutatingWebhooks(needs, attributes, (changed) => changed)
  await callValidatingWebhooks(needs, attributes)
}

function kubeletQuery(query: URLSearchParams): URLSearchParams {
  const wanted = new URLSearchParams(query.getAll('command').map((word) => ['command', word]))
  for (const [flag, stream] of Object.entries(streams)) if (flagOf(query, flag)) wanted.set(stream, '1')
  wanted.sort()
  return wanted
}

const bearerProtocol = 'base64url.bearer.authorization.k8s.io.'

/** What the two ends agree on between them; who the client is stays here. */
function upgradeHeaders(request: HttpRequest): Readonly<Record<string, string>> {
  const kept = Object.keys(request.headers).filter(
    (name) => name.startsWith('sec-websocket-') || name === 'x-stream-protocol-version',
  )
  const valueOf = (name: string): string => {
    const value = headerOf(request, name) ?? ''
    if (name !== 'sec-websocket-protocol') return value
    return value
      .split(',')
      .map((each) => each.trim())
      .filter((each) => !each.startsWith(bearerProtocol))
      .join(', ')
  }
  return {
    connection: 'Upgrade',
    upgrade: headerOf(request, 'upgrade') ?? '',
    ...Object.fromEntries(kept.map((name) => [name, valueOf(name)])),
    'x-forwarded-for': request.peer.address,
  }
}

/** Of an answer that is passed on as it is; how it was framed is each connection's own. */
const plainHeaders = (headers: HttpResponse['headers']): HttpResponse['headers'] =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !['connection', 'transfer-encoding', 'keep-alive', 'upgrade'].includes(name),
    ),
  )
