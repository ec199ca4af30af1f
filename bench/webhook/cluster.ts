/** Starts the benchmark's cluster and writes the kubeconfig and the serving certificate that webhooks need. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLocalCa } from '../../src/server/certificates/index.ts'
import { firstLine, startChild } from '../support/child.ts'

export interface Cluster {
  readonly folder: string
  readonly kubeconfig: string
  readonly cert: string
  readonly key: string
  /** As PEM. */
  readonly ca: string
  readonly accounts: number
  stop(): Promise<void>
}

export async function startCluster(accounts: number): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'podpass-bench-webhook-'))
  const authority = await openLocalCa({ directory: folder, clock: Date.now })
  const pair = await authority.issueServerCertificate({ names: ['localhost'], ips: ['127.0.0.1'] })
  const [cert, key, kubeconfig] = ['tls.crt', 'tls.key', 'kubeconfig'].map((name) => join(folder, name))
  writeFileSync(key!, pair.key)
  writeFileSync(cert!, pair.cert)
  const server = startChild([
    process.execPath,
    new URL('./fake-cluster.ts', import.meta.url).pathname,
    folder,
    String(accounts),
  ])
  const port = await firstLine(server.process)
  writeFileSync(
    kubeconfig!,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'bench',
          cluster: {
            server: `https://127.0.0.1:${port}`,
            'certificate-authority': join(folder, 'ca.crt'),
          },
        },
      ],
      users: [{ name: 'bench', user: { token: 'bench' } }],
      contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
      'current-context': 'bench',
    }),
  )
  return {
    folder,
    kubeconfig: kubeconfig!,
    cert: cert!,
    key: key!,
    ca: readFileSync(join(folder, 'ca.crt'), 'utf8'),
    accounts,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
