import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { CreateClusterCommand, DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { startServer } from '../index.ts'
import { openLocalCa } from '../certificates/index.ts'
import { openHttps } from '../listen/https-listener.ts'

const issuer = 'https://tokens.example.test'

/** An API server that tells its issuer and nothing else. */
async function openFakeCluster(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-adopted-'))
  const ca = await openLocalCa({ directory, clock: Date.now })
  const port = await openHttps({
    handler: ({ target }) => {
      const found = target === '/.well-known/openid-configuration'
      const headers = { 'content-type': 'application/json' }
      return Promise.resolve({ status: found ? 200 : 404, headers, body: JSON.stringify({ issuer }) })
    },
    ca,
    clock: Date.now,
    address: { host: '127.0.0.1', port: 0 },
    own: { names: [], ips: ['127.0.0.1'] },
    onFault: () => undefined,
  })
  const server = `https://127.0.0.1:${port.port}`
  const kubeconfig = join(directory, 'kubeconfig')
  const authority = Buffer.from(ca.certificate).toString('base64')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': authority } }],
      users: [{ name: 'u', user: { token: 'x' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  )
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= port.close(0))
  t.after(async () => {
    await close()
    rmSync(directory, { recursive: true })
  })
  return { server, kubeconfig, directory, authority, close }
}

async function openCloud(
  t: TestContext,
  dataDirectory: string,
  adoptedClusters: Readonly<Record<string, string>>,
) {
  const server = await startServer({
    dataDirectory,
    listen: { host: '127.0.0.1', port: 0 },
    region: 'eu-west-1',
    allowPrivateIssuers: false,
    adoptedClusters,
  })
  const eks = new EKSClient({
    endpoint: server.runtime.endpoint,
    region: 'eu-west-1',
    credentials: server.admin,
    maxAttempts: 1,
  })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    eks.destroy()
    return (closing ??= server.stop())
  }
  t.after(close)
  return { eks, account: server.admin.account, close }
}

test('an adopted cluster is told by its own facts, comes back while it is away, and stays known without its kubeconfig', async (t) => {
  const fake = await openFakeCluster(t)
  const data = join(fake.directory, 'data')
  const facts = { endpoint: fake.server, issuer, authority: fake.authority }
  const described = async (eks: EKSClient) => {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'own' }))
    const { endpoint, identity, certificateAuthority } = cluster!
    return { endpoint, issuer: identity!.oidc!.issuer, authority: certificateAuthority!.data }
  }
  const first = await openCloud(t, data, { own: fake.kubeconfig })
  const roleArn = `arn:aws:iam::${first.account}:role/cluster`
  const wish = { name: 'own', roleArn, resourcesVpcConfig: {} }
  await first.eks.send(new CreateClusterCommand(wish))
  assert.deepEqual(await described(first.eks), facts)
  await first.close()
  await fake.close()
  for (const adopted of [{ own: fake.kubeconfig }, {}] as Readonly<Record<string, string>>[]) {
    const again = await openCloud(t, data, adopted)
    assert.deepEqual(await described(again.eks), facts)
    await assert.rejects(again.eks.send(new CreateClusterCommand(wish)), { name: 'ResourceInUseException' })
    await again.close()
  }
})

test('a cluster whose kubeconfig is gone is refused by its reason', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-adopted-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const cloud = await openCloud(t, join(directory, 'data'), { own: join(directory, 'nothing') })
  const roleArn = `arn:aws:iam::${cloud.account}:role/cluster`
  await assert.rejects(
    cloud.eks.send(new CreateClusterCommand({ name: 'own', roleArn, resourcesVpcConfig: {} })),
    { name: 'InvalidParameterException', message: /cannot be asked: cannot read the kubeconfig .*: ENOENT$/ },
  )
})
