/** The kubelet's own API: logs, commands in containers, the pods that are here. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../../kit/index.ts'
import type { KubernetesClient } from '../../api/index.ts'
import type { RunningNode } from '../agent/start-node.ts'
import type { LivePod } from '../pods/live-pod.ts'
import { createGate } from './authenticate.ts'
import { refuseUpgrade, serveExec } from './serve-exec.ts'
import { serveLogs } from './serve-logs.ts'

export interface KubeletApi {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void
  /** Whoever calls it takes the errors of the connection. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex) => void
}

export interface KubeletApiNeeds {
  /** Undefined until the node runs. */
  readonly node: () => RunningNode | undefined
  readonly name: string
  readonly client: KubernetesClient
  readonly now: Clock
  readonly onFault: (fault: unknown) => void
}

interface Asked {
  readonly kind: string
  readonly steps: readonly string[]
  readonly query: URLSearchParams
}

export function createKubeletApi(needs: KubeletApiNeeds): KubeletApi {
  const gate = createGate({ client: needs.client, node: needs.name, now: needs.now })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = (status: number, body: string): void =>
      void response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
    request.resume()
    const { kind, steps, query } = readTarget(request)
    const admission = await gate.admit(
      request,
      kind === 'pods' ? ['pods', 'proxy'] : kind === 'healthz' ? ['healthz', 'proxy'] : ['proxy'],
    )
    if (!admission.ok) return text(admission.status, admission.message)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return text(
        kind === 'exec' ? 400 : 405,
        kind === 'exec' ? 'Upgrade request required' : 'Method Not Allowed',
      )
    if (kind === 'healthz') return text(200, 'ok')
    if (kind === 'pods') {
      const items = (needs.node()?.pods() ?? []).map((pod) => pod.pod().object)
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items }))
    }
    if (kind !== 'containerLogs' || steps.length !== 3)
      return text(404, `404 page not found: this node does not serve /${kind}\n`)
    const [namespace = '', name = '', container = ''] = steps
    const pod = needs.node()?.find(namespace, name)
    if (pod === undefined) return text(404, `pod "${name}" not found\n`)
    return serveLogs(response, pod, container, query, needs.now())
  }

  const upgrade = async (request: IncomingMessage, socket: Duplex): Promise<void> => {
    const { kind, steps, query } = readTarget(request)
    // A WebSocket opens with GET, and who may read is not to run commands by that.
    const admission = await gate.admit(request, ['proxy'], true)
    // A command must not begin for somebody who is gone and whose going nobody would see any more.
    if (socket.destroyed) return
    if (!admission.ok) return refuseUpgrade(socket, admission.status, admission.message)
    if (kind !== 'exec' || steps.length < 3)
      return refuseUpgrade(socket, 404, `this node does not serve /${kind}`)
    const [namespace = '', name = '', container = ''] = [...steps.slice(0, 2), ...steps.slice(-1)]
    const found = findRunning(needs.node()?.find(namespace, name), container)
    if (typeof found === 'string') return refuseUpgrade(socket, 404, found)
    const command = query.getAll('command')
    if (command.length === 0) return refuseUpgrade(socket, 400, 'you must specify at least 1 command')
    const asks = (...names: readonly string[]): boolean =>
      names.some((each) => ['1', 'true'].includes(query.get(each) ?? ''))
    serveExec(
      request,
      socket,
      {
        command,
        tty: asks('tty'),
        stdin: asks('input', 'stdin'),
        stdout: asks('output', 'stdout'),
        stderr: asks('error', 'stderr'),
      },
      found,
    )
  }

  return {
    request: (request, response) =>
      void answer(request, response).catch((fault: unknown) => {
        needs.onFault(fault)
        if (response.headersSent) response.destroy()
        else response.writeHead(500).end('internal error')
      }),
    upgrade: (request, socket) =>
      void upgrade(request, socket).catch((fault: unknown) => {
        needs.onFault(fault)
        socket.destroy()
      }),
  }
}

function readTarget({ url = '/' }: IncomingMessage): Asked {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const [kind = '', ...steps] = path
    .split('/')
    .filter((step) => step !== '')
    .map(decode)
  return { kind, steps, query: new URLSearchParams(query) }
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

function findRunning(pod: LivePod | undefined, container: string) {
  if (pod === undefined) return 'pod does not exist'
  const context = pod.context()
  const running = context?.running.get(container)
  if (context === undefined || running === undefined) return `container not found ("${container}")`
  return { context, running }
}
