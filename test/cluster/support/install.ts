/** What a test of an installation needs around it: a webhook outside, a replica, and somebody who reports as nodes would. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { program, scratch, start, type Started } from '../../../src/cli/podpass.test-support.ts'
import {
  listOf,
  pathOf,
  requestToken,
  textOf,
  valueAt,
  type KubernetesClient,
} from '../../../src/kubernetes/api/index.ts'
import { defaultOptions } from '../../../src/kubernetes/webhook/index.ts'
import { openLocalCa } from '../../../src/server/certificates/index.ts'
import { openWebhookServer } from '../../../src/server/webhook-server.ts'
import { valueOf } from './objects.ts'
import type { Cluster } from './with-cluster.ts'

/** A webhook with a certificate of its own, as the administrator. */
export async function startOutside(
  t: TestContext,
  cluster: Cluster,
): Promise<{ readonly url: string; readonly ca: string }> {
  const directory = scratch(t)
  const ca = await openLocalCa({ directory, clock: Date.now })
  const { cert, key } = await ca.issueServerCertificate({ names: ['localhost'], ips: ['127.0.0.1'] })
  const [certFile, keyFile] = [join(directory, 'tls.crt'), join(directory, 'tls.key')]
  writeFileSync(certFile, cert)
  writeFileSync(keyFile, key, { mode: 0o600 })
  const server = await openWebhookServer({
    api: { server: cluster.server, ca: cluster.ca, token: () => cluster.adminToken },
    address: { host: '127.0.0.1', port: 0 },
    certificates: { kind: 'files', certFile, keyFile },
    service: { name: 'outside', namespace: 'outside' },
    options: defaultOptions,
    report: () => undefined,
    warn: () => undefined,
  })
  t.after(() => server.close({ drain: 0 }))
  return { url: `https://127.0.0.1:${server.port}/mutate`, ca: ca.certificate }
}

/** The program with the arguments that the Deployment gives it, begun as soon as there is one, as its ServiceAccount. */
export function startReplica(
  t: TestContext,
  cluster: Cluster,
  { namespace }: { readonly namespace: string },
): { readonly problems: () => readonly string[]; readonly stop: () => Promise<void> } {
  const name = 'pod-identity-webhook'
  const ending = new AbortController()
  const kubeconfig = join(scratch(t), 'kubeconfig')
  let started: Started | undefined
  const begun = (async () => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`
    let found = await cluster.client.get(path)
    for (; !found.ok && !ending.signal.aborted; found = await cluster.client.get(path)) await pause()
    if (!found.ok) return
    const requested = await requestToken(cluster.client, { namespace, serviceAccount: name })
    if (!requested.ok) throw new Error(requested.problem.message)
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(cluster, requested.token)), { mode: 0o600 })
    const [container] = listOf(valueAt(found.value, 'spec', 'template', 'spec', 'containers'))
    const args = listOf(valueAt(container, 'args')).map(String)
    const here = [`--kubeconfig=${kubeconfig}`, '--bind-address=127.0.0.1']
    started = start([...program, 'webhook', ...args, ...here], { timeout: 170_000 })
  })()
  const stop = async (): Promise<void> => {
    ending.abort()
    await begun
    started?.child.kill('SIGTERM')
    await started?.ended
    started = undefined
  }
  t.after(stop)
  const problems = (): readonly string[] =>
    (started?.printed() ?? 'it was not started')
      .split('\n')
      .filter(
        (line) => line !== '' && !line.includes('"level":"info"') && !line.includes('was brought up to date'),
      )
  return { problems, stop }
}

const kubeconfigOf = (cluster: Cluster, token: string): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'c',
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  clusters: [
    {
      name: 'c',
      cluster: {
        server: cluster.server,
        'certificate-authority-data': Buffer.from(cluster.ca).toString('base64'),
      },
    },
  ],
  users: [{ name: 'u', user: { token } }],
})

/** Calls every pod ready, and leads calls of the Service to loopback, where the replica is. */
export function standInForNodes(
  t: TestContext,
  client: KubernetesClient,
  { namespace, service }: { readonly namespace: string; readonly service: string },
): void {
  const ending = new AbortController()
  t.after(() => ending.abort())
  void (async () => {
    for (; !ending.signal.aborted; await pause()) {
      const found = await client.get(`/api/v1/namespaces/${namespace}/services/${service}`)
      if (found.ok && valueAt(found.value, 'spec', 'type') !== 'ExternalName')
        await client.patch(`/api/v1/namespaces/${namespace}/services/${service}`, {
          spec: { type: 'ExternalName', externalName: 'localhost', clusterIP: null, clusterIPs: null },
        })
      const pods = await client.get(pathOf('pods', namespace))
      for (const pod of pods.ok ? listOf(pods.value['items']) : [])
        if (valueAt(pod, 'status', 'phase') !== 'Running')
          await client.patch(pathOf('pods', namespace, textOf(valueAt(pod, 'metadata', 'name')), 'status'), {
            status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
          })
    }
  })()
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

/** Kinds of others that the chart has objects of, as far as an API server has to know them. */
export async function stubResources(client: KubernetesClient): Promise<void> {
  for (const [group, kind, plural] of [
    ['cert-manager.io', 'Certificate', 'certificates'],
    ['cert-manager.io', 'Issuer', 'issuers'],
    ['monitoring.coreos.com', 'ServiceMonitor', 'servicemonitors'],
  ] as const) {
    valueOf(
      await client.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          ],
        },
      }),
    )
    while (!(await client.get(`/apis/${group}/v1/namespaces/default/${plural}`)).ok) await pause()
  }
}

/** Which objects of an installation are in the cluster. */
export async function installedKinds(client: KubernetesClient, name: string): Promise<readonly string[]> {
  const kinds = [
    '/api/v1/serviceaccounts',
    '/api/v1/services',
    '/apis/apps/v1/deployments',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    '/apis/rbac.authorization.k8s.io/v1/roles',
    '/apis/rbac.authorization.k8s.io/v1/rolebindings',
    '/apis/policy/v1/poddisruptionbudgets',
    '/apis/networking.k8s.io/v1/networkpolicies',
    '/apis/coordination.k8s.io/v1/leases',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  ]
  const found: string[] = []
  for (const path of kinds)
    for (const item of listOf(valueOf(await client.get(path))['items']))
      if (textOf(valueAt(item, 'metadata', 'name'))?.startsWith(name) === true)
        found.push(`${path} ${textOf(valueAt(item, 'metadata', 'name')) ?? ''}`)
  return found
}
