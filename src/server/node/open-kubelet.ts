/** The port of a node's kubelet API: HTTPS with a certificate of its own, as kubelets have it. */
import { createServer } from 'node:https'
import { makeRoot, makeServerCertificate, newKey } from '../../kit/index.ts'
import type { KubernetesClient } from '../../kubernetes/api/index.ts'
import { createKubeletApi, type RunningNode } from '../../kubernetes/node/index.ts'
import { answerOn, wantsUpgrade } from '../listen/adapt-upgrade.ts'
import type { OnFault } from '../listen/adapt.ts'
import { shortRequests } from '../listen/https-listener.ts'
import { refuseMalformed } from '../listen/malformed-request.ts'
import { openPort, type Address, type OpenPort } from '../listen/open-port.ts'

export interface KubeletFacts {
  /** Of the node. */
  readonly name: string
  readonly address: Address
  /** PEM of those whose client certificates it takes; the cluster's own when left out. */
  readonly clientCa?: string
  readonly client: KubernetesClient
  /** Undefined until the node runs. */
  readonly node: () => RunningNode | undefined
  readonly onFault: OnFault
}

export async function openKubelet(facts: KubeletFacts): Promise<OpenPort> {
  const { name, address, client, node, onFault } = facts
  const key = newKey()
  const certificate = await makeRoot({ key, commonName: `${name}-ca`, now: Date.now() })
  const names = { names: [name], ips: [address.host] }
  const serving = await makeServerCertificate({ key, certificate }, names, Date.now())
  const api = createKubeletApi({ node, name, client, now: Date.now, onFault })
  const server = createServer({
    ...shortRequests,
    ...serving,
    minVersion: 'TLSv1.2',
    requestCert: true,
    rejectUnauthorized: false,
    // With none of its own it must not take the system's for the cluster's.
    ca: facts.clientCa ?? client.ca ?? [],
    shouldUpgradeCallback: wantsUpgrade,
  })
  server.on('request', (incoming, outgoing) => {
    if (!refuseMalformed(incoming, outgoing)) api.request(incoming, outgoing)
  })
  server.on('upgrade', (incoming, connection, head) => {
    const refusal = answerOn(incoming, connection)
    if (refuseMalformed(incoming, refusal)) return
    refusal.detachSocket(incoming.socket)
    if (head.length > 0) connection.unshift(head)
    api.upgrade(incoming, connection)
  })
  return openPort(server, address, [server])
}
