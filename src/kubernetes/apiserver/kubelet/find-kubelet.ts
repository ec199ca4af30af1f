/** Where the kubelet of a pod's node is, and which of the pod's containers is meant. */
import { listOf, textOf, valueAt } from '../../api/index.ts'
import { ApiError, badRequest, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { isHost, isOutOfBounds } from './node-address.ts'
import { findObject, type KubernetesObject } from '../objects/objects.ts'

export interface Container {
  readonly pod: KubernetesObject
  readonly container: string
}

export function findContainer({ needs, namespace, name }: Call, wanted: string): Container {
  const pod = findObject(needs, 'pods', namespace, name)
  if (pod === undefined) throw notFound('pods', name)
  const named = (list: string): readonly string[] =>
    listOf(valueAt(pod, 'spec', list)).map((each) => textOf(valueAt(each, 'name')) ?? '')
  const [main, init, ephemeral] = [named('containers'), named('initContainers'), named('ephemeralContainers')]
  if (wanted !== '') {
    if ([...main, ...init, ...ephemeral].includes(wanted)) return { pod, container: wanted }
    throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  }
  if (main.length === 1) return { pod, container: main[0]! }
  const others = [
    ...(init.length === 0 ? [] : [` or one of the init containers: [${init.join(' ')}]`]),
    ...(ephemeral.length === 0 ? [] : [` or one of the ephemeral containers: [${ephemeral.join(' ')}]`]),
  ]
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${others.join('')}`,
  )
}

/** Empty where no node has the pod yet. */
export const nodeNameOf = (pod: KubernetesObject): string => textOf(valueAt(pod, 'spec', 'nodeName')) ?? ''

/** By its own address first: names of nodes are in no DNS here. */
const preferred = ['InternalIP', 'InternalDNS', 'Hostname', 'ExternalDNS', 'ExternalIP'] as const

const defaultPort = 10_250

export function findKubelet({ needs }: Call, nodeName: string): string {
  const node = findObject(needs, 'nodes', '', nodeName)
  // Kubernetes itself says so: what is looked for is a part of the pod.
  if (node === undefined) throw notFound('pods', nodeName)
  const addresses = listOf(valueAt(node, 'status', 'addresses'))
  const found = preferred.flatMap((type) => addresses.filter((each) => valueAt(each, 'type') === type))[0]
  const address = textOf(valueAt(found, 'address')) ?? ''
  if (address === '') throw plainFailure(`no preferred addresses found; known addresses: []`)
  // Nodes write their own addresses: what is no host alone would make a path or a name of its own of the URL.
  if (!isHost(address)) throw plainFailure(`dial tcp: lookup ${JSON.stringify(address)}: no such host`)
  if (isOutOfBounds(address))
    throw plainFailure(`the address of node ${nodeName} is not one of a node: ${address}`)
  const port = valueAt(node, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port')
  const host = address.includes(':') ? `[${address}]` : address
  const url = `https://${host}:${typeof port === 'number' && port > 0 ? port : defaultPort}`
  if (!URL.canParse(url)) throw plainFailure(`dial tcp: lookup ${address}: no such host`)
  return url
}

/** A failure without a reason, as errors of connections come out. */
export const plainFailure = (message: string): ApiError => new ApiError(500, undefined, message)
