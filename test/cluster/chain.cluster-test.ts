import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, test } from 'node:test'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import {
  listOf,
  objectOf,
  pathOf,
  requestToken,
  valueAt,
  type JsonObject,
} from '../../src/kubernetes/api/index.ts'
import { startCloud } from './support/cloud.ts'
import { openIssuerMirror } from './support/issuer-mirror.ts'
import { createNamespace, createServiceAccount, valueOf } from './support/objects.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

const mirror = await openIssuerMirror()
after(() => mirror.close())

await withCluster({ issuer: mirror.issuer }, async (cluster) => {
  const { client } = cluster
  await mirror.copy(cluster)
  const cloud = await startCloud()
  after(() => cloud.stop())
  await cloud.registerIssuer(mirror.issuer, mirror.thumbprint)
  const role = await cloud.createRole('app', mirror.issuer, 'system:serviceaccount:chain:app')

  await createNamespace(cluster, 'chain', { chain: 'yes' })
  await createServiceAccount(client, 'chain', 'app', { 'eks.amazonaws.com/role-arn': role })
  await createServiceAccount(client, 'chain', 'other', { 'eks.amazonaws.com/role-arn': role })
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'chain',
    namespaceLabels: { chain: 'yes' },
    options: { defaultRegion: 'eu-west-1', regionalSts: true },
  })
  after(() => webhook.close())

  const createPod = async (name: string, serviceAccountName: string): Promise<JsonObject> =>
    valueOf(
      await client.create(pathOf('pods', 'chain'), {
        metadata: { name },
        spec: { serviceAccountName, containers: [{ name: 'c', image: 'busybox' }] },
      }),
    )

  /** The token that the pod's volume asks for, as a kubelet requests it. */
  const tokenOf = async (pod: JsonObject): Promise<string> => {
    const volume = listOf(valueAt(pod, 'spec', 'volumes')).find(
      (each) => valueAt(each, 'name') === 'aws-iam-token',
    )
    const wanted = objectOf(
      valueAt(listOf(valueAt(volume, 'projected', 'sources'))[0], 'serviceAccountToken'),
    )
    const metadata = objectOf(pod['metadata'])
    const requested = await requestToken(client, {
      namespace: 'chain',
      serviceAccount: String(valueAt(pod, 'spec', 'serviceAccountName')),
      audiences: [String(wanted['audience'])],
      expirationSeconds: Number(wanted['expirationSeconds']),
      pod: { name: String(metadata['name']), uid: String(metadata['uid']) },
    })
    assert.ok(requested.ok)
    return requested.token
  }

  const exchange = (token: string) =>
    cloud.sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role,
        RoleSessionName: 'pod',
        WebIdentityToken: token,
      }),
    )

  const refusal = (name: string, message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof Error)
    assert.equal(error.name, name)
    assert.match(error.message, message)
    return true
  }

  test('the token of a mutated pod becomes credentials of its role', async () => {
    const exchanged = await exchange(await tokenOf(await createPod('app', 'app')))
    assert.equal(exchanged.SubjectFromWebIdentityToken, 'system:serviceaccount:chain:app')
    assert.equal(exchanged.Audience, 'sts.amazonaws.com')
    assert.deepEqual(mirror.asked, [
      '/clusters/real/.well-known/openid-configuration',
      '/clusters/real/openid/v1/jwks',
    ])
    const { AccessKeyId, SecretAccessKey, SessionToken } = exchanged.Credentials!
    const sts = new STSClient({
      endpoint: cloud.server.runtime.endpoint,
      region: 'eu-west-1',
      credentials: {
        accessKeyId: AccessKeyId!,
        secretAccessKey: SecretAccessKey!,
        sessionToken: SessionToken!,
      },
    })
    const caller = await sts.send(new GetCallerIdentityCommand())
    assert.equal(caller.Arn, `arn:aws:sts::${cloud.server.admin.account}:assumed-role/app/pod`)
    sts.destroy()
  })

  test('another ServiceAccount with the same annotation gets nothing', async () => {
    const token = await tokenOf(await createPod('other', 'other'))
    await assert.rejects(
      exchange(token),
      refusal('AccessDenied', /^Not authorized to perform sts:AssumeRoleWithWebIdentity$/),
    )
  })

  test('the token by which the pod speaks to its API server is none for AWS', async () => {
    const requested = await requestToken(client, { namespace: 'chain', serviceAccount: 'app' })
    assert.ok(requested.ok)
    await assert.rejects(
      exchange(requested.token),
      refusal('InvalidIdentityTokenException', /Incorrect token audience/),
    )
  })

  test('a token with a changed claim is refused', async () => {
    const [header, claims, signature] = (await tokenOf(await createPod('forged', 'other'))).split('.')
    const changed = Buffer.from(Buffer.from(claims!, 'base64url').toString().replaceAll('other', 'app'))
    await assert.rejects(
      exchange([header, changed.toString('base64url'), signature].join('.')),
      refusal('InvalidIdentityTokenException', /./),
    )
  })

  test('the API server takes the AWS token of a pod for no login', async () => {
    const token = await tokenOf(await createPod('login', 'app'))
    const review = valueOf(
      await client.create('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } }),
    )
    assert.notEqual(valueAt(review, 'status', 'authenticated'), true)
  })

  const podpass = (
    args: readonly string[],
    input: string,
  ): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve, reject) => {
      const program = ['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', ...args]
      const child = spawn(process.execPath, program, {
        env: { ...process.env, PODPASS_DATA: cloud.server.directory },
      })
      const [out, err]: [string[], string[]] = [[], []]
      child.stdout.on('data', (chunk) => out.push(String(chunk)))
      child.stderr.on('data', (chunk) => err.push(String(chunk)))
      child.once('error', reject)
      child.once('close', (code) => resolve({ code: code ?? 1, out: out.join(''), err: err.join('') }))
      child.stdin.end(input)
    })

  /** An unmodified AWS client, which finds its identity in variables and a file alone. */
  const script = `
    const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
    console.log((await new STSClient().send(new GetCallerIdentityCommand())).Arn)`
  const manifest = (name: string, serviceAccountName: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'chain' },
      spec: {
        serviceAccountName,
        restartPolicy: 'Never',
        containers: [
          {
            name: 'c',
            image: 'node',
            workingDir: process.cwd(),
            command: [process.execPath, '--input-type=module', '-e', script],
          },
        ],
      },
    })
  const run = (input: string) => podpass(['run', '--kubeconfig', cluster.kubeconfig, '-f', '-'], input)

  test('podpass run gives a pod of a real API server its identity, and reports how it ended', async () => {
    const { code, out, err } = await run(manifest('runs', 'app'))
    assert.equal(code, 0, err)
    assert.match(out, new RegExp(`^arn:aws:sts::${cloud.server.admin.account}:assumed-role/app/`))
    const pod = valueOf(await client.get(pathOf('pods', 'chain', 'runs')))
    assert.equal(valueAt(pod, 'status', 'phase'), 'Succeeded')
  })

  test('podpass run of a pod whose role is not for it ends as its command does', async () => {
    const { code, out, err } = await run(manifest('fails', 'other'))
    assert.equal(code, 1)
    assert.equal(out, '')
    assert.match(err, /Not authorized to perform sts:AssumeRoleWithWebIdentity/)
    const pod = valueOf(await client.get(pathOf('pods', 'chain', 'fails')))
    assert.equal(valueAt(pod, 'status', 'phase'), 'Failed')
  })

  test('podpass run makes room for the next run of a pod that has ended', async () => {
    const before = valueOf(await client.get(pathOf('pods', 'chain', 'runs')))
    const { code, err } = await run(manifest('runs', 'app'))
    assert.equal(code, 0, err)
    const now = valueOf(await client.get(pathOf('pods', 'chain', 'runs')))
    assert.notEqual(valueAt(now, 'metadata', 'uid'), valueAt(before, 'metadata', 'uid'))
  })

  test('podpass run says the API server’s own words when it refuses', async () => {
    const { code, err } = await run(manifest('refused', 'nobody'))
    assert.equal(code, 1)
    assert.match(err, /error looking up service account chain\/nobody: serviceaccount "nobody" not found/)
  })
})
