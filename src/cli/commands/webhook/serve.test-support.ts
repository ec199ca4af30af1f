/** A `podpass webhook` of the tests' own beside a fake API server, ended with them. */
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { makeRoot, makeServerCertificate, newKey } from '../../../kit/index.ts'
import type { FakeApiServer } from '../../../kubernetes/api/fake-api-server.test-support.ts'
import { program, scratch, start, type Ending, type Started } from '../../podpass.test-support.ts'

export interface ServedWebhook extends Started {
  readonly metricsPort: string
  /** PEM of its serving key. */
  readonly key: string
  /** Gives the answer's body. */
  readonly call: (path: string, body?: string, headers?: Readonly<Record<string, string>>) => Promise<string>
}

/** `token` is what it shows the API server. */
export async function serveWebhook(
  context: Ending,
  api: FakeApiServer,
  { token = 't', words = '' }: { readonly token?: string; readonly words?: string } = {},
): Promise<ServedWebhook> {
  const directory = scratch(context)
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text)
    return join(directory, name)
  }
  const key = newKey()
  const ca = await makeRoot({ key, commonName: 'test', now: Date.now() })
  const leaf = await makeServerCertificate(
    { key, certificate: ca },
    { names: ['localhost'], ips: ['127.0.0.1'] },
    Date.now(),
  )
  const kubeconfig = file(
    'kubeconfig',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: api.url, 'certificate-authority-data': btoa(api.ca) } }],
      users: [{ name: 'u', user: { token } }],
    }),
  )
  const all = `webhook --kubeconfig=${kubeconfig} --in-cluster=false --bind-address=127.0.0.1 --port 0
    --metrics-port 0 --tls-cert ${file('tls.crt', leaf.cert)} --tls-key=${file('tls.key', leaf.key)}
    --shutdown-delay=0s ${words}`
  const served = start([...program, ...all.trim().split(/\s+/)])
  const [, port, metricsPort = ''] = await served.prints(/"port":(\d+),"metricsPort":(\d+)/)
  return {
    ...served,
    metricsPort,
    key: leaf.key,
    call: (path, body, headers = { 'content-type': 'application/json' }) =>
      new Promise((resolve, reject) => {
        const method = body === undefined ? 'GET' : 'POST'
        request({ host: '127.0.0.1', port, path, ca, method, headers }, (response) => {
          response
            .setEncoding('utf8')
            .toArray()
            .then((parts) => resolve(parts.join('')), reject)
        })
          .once('error', reject)
          .end(body)
      }),
  }
}
