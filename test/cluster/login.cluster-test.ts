/** Login with AWS identities to a real API server and to the embedded one, by the real AWS CLI and kubectl. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { toBase64Url } from '../../src/kit/index.ts'
import {
  loadKubeconfig,
  pathOf,
  createClient,
  valueAt,
  type KubernetesClient,
} from '../../src/kubernetes/api/index.ts'
import { kubeconfigFile, prepareAuthenticator } from '../../src/server/index.ts'
import { freePort } from '../../tools/kube-apiserver/free-port.ts'
import { aggregateRoles } from './support/aggregate-roles.ts'
import { createAuthenticatorAccount } from './support/authenticator-account.ts'
import { hasAws, shellOf, type AwsKeys, type Shell } from './support/aws.ts'
import { startCloud } from './support/cloud.ts'
import { hasKubectl, type Ran } from './support/kubectl.ts'
import { createNamespace, until, valueOf } from './support/objects.ts'
import { startPodpass } from './support/program.ts'
import { withCluster } from './support/with-cluster.ts'

const home = mkdtempSync(join(tmpdir(), 'podpass-login-'))
after(() => rmSync(home, { recursive: true, force: true }))
const webhookKubeconfig = join(home, 'webhook.yaml')
const port = await freePort()
await prepareAuthenticator(
  {
    stateDirectory: join(home, 'login'),
    hostname: '127.0.0.1',
    names: { names: ['localhost'], ips: ['127.0.0.1', '::1'] },
    kubeconfig: webhookKubeconfig,
  },
  port,
)
const flags = [
  `--authentication-token-webhook-config-file=${webhookKubeconfig}`,
  // Each question is to reach the authenticator.
  '--authentication-token-webhook-cache-ttl=0s',
]

const unauthorized = 'error: You must be logged in to the server (Unauthorized)\n'

interface Target {
  readonly name: string
  readonly kubeconfig: string
  /** Of its administrator. */
  readonly client: KubernetesClient
}

if (!hasAws || !hasKubectl) test('login to clusters', { skip: 'it needs the AWS CLI and kubectl' })
else
  await withCluster({ flags }, async (cluster) => {
    await aggregateRoles(cluster.client)
    const cloud = await startCloud()
    after(() => cloud.stop())
    const { admin, directory, runtime } = cloud.server
    const { account } = admin
    const asKeys = (keys: AwsKeys): Shell => shellOf(cloud.server, keys, home)
    const creator = asKeys({ AccessKeyId: admin.accessKeyId, SecretAccessKey: admin.secretAccessKey })

    const newUser = async (name: string): Promise<Shell> => {
      await creator.aws('iam', 'create-user', '--user-name', name)
      const made = await creator.aws('iam', 'create-access-key', '--user-name', name)
      return asKeys(made['AccessKey'] as AwsKeys)
    }
    const newSession = async (role: string, session: string): Promise<Shell> => {
      const roleArn = `arn:aws:iam::${account}:role/team/${role}`
      const trust = {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
      }
      await creator.aws(
        'iam',
        'create-role',
        '--path',
        '/team/',
        '--role-name',
        role,
        '--assume-role-policy-document',
        JSON.stringify(trust),
      )
      const made = await creator.aws(
        'sts',
        'assume-role',
        '--role-arn',
        roleArn,
        '--role-session-name',
        session,
      )
      return asKeys(made['Credentials'] as AwsKeys)
    }

    await creator.aws(
      'eks',
      'create-cluster',
      '--name',
      'demo',
      '--role-arn',
      `arn:aws:iam::${account}:role/cluster`,
      '--resources-vpc-config',
      '{}',
      '--access-config',
      'authenticationMode=API_AND_CONFIG_MAP',
    )
    await creator.aws('eks', 'wait', 'cluster-active', '--name', 'demo')
    const [embedded, real] = [join(home, 'embedded'), join(home, 'real')]
    for (const file of [embedded, real])
      await creator.aws('eks', 'update-kubeconfig', '--name', 'demo', '--kubeconfig', file)
    const clusterArn = `arn:aws:eks:${admin.region}:${account}:cluster/demo`
    const caFile = join(cluster.directory, 'client-ca.crt')
    await creator.run('kubectl', [
      '--kubeconfig',
      real,
      'config',
      'set-cluster',
      clusterArn,
      '--server',
      cluster.server,
      '--certificate-authority',
      caFile,
      '--embed-certs',
    ])

    const ownKubeconfig = join(home, 'authenticator')
    await createAuthenticatorAccount(cluster, ownKubeconfig)
    const authenticator = startPodpass(
      [
        'authenticator',
        '--cluster-id',
        'demo',
        '--port',
        String(port),
        '--health-port',
        '0',
        '--state-dir',
        join(home, 'login'),
        '--kubeconfig-pregenerated',
        '--backend-mode',
        'AccessEntries,EKSConfigMap',
        '--kubeconfig',
        ownKubeconfig,
        '--sts-endpoint',
        runtime.endpoint,
        '--eks-endpoint',
        runtime.endpoint,
        '--region',
        admin.region,
        '--entries-ttl',
        '0s',
      ],
      { AWS_ACCESS_KEY_ID: admin.accessKeyId, AWS_SECRET_ACCESS_KEY: admin.secretAccessKey },
    )
    after(() => authenticator.stop())
    await authenticator.prints(/serving on/)

    const config = loadKubeconfig(kubeconfigFile(directory, 'demo'))
    assert.ok(config.ok)
    const embeddedClient = createClient(config.client)
    after(() => embeddedClient.close())
    const targets: readonly Target[] = [
      { name: 'a real API server', kubeconfig: real, client: cluster.client },
      { name: 'the embedded API server', kubeconfig: embedded, client: embeddedClient },
    ]
    for (const { client } of targets)
      await createNamespace(
        { client, hasControllers: client !== cluster.client || cluster.hasControllers },
        'dev-a',
      )

    /** By the exec plugin, as people come. */
    const kubectl = ({ kubeconfig }: Target, shell: Shell, ...args: readonly string[]): Promise<Ran> =>
      shell.run('kubectl', ['--kubeconfig', kubeconfig, ...args])
    const withToken = (target: Target, token: string, ...args: readonly string[]): Promise<Ran> =>
      creator.run('kubectl', [
        '--kubeconfig',
        '/dev/null',
        '--token',
        token,
        '--insecure-skip-tls-verify',
        '--server',
        target.client.server,
        ...args,
      ])
    const tokens = new Map<Shell, string>()
    /** With one token for all that a shell asks: the plugin takes far longer than the question. */
    const quickly = async (target: Target, shell: Shell, ...args: readonly string[]): Promise<Ran> => {
      const token = tokens.get(shell) ?? (await tokenFor(shell, '--cluster-name', 'demo'))
      tokens.set(shell, token)
      return withToken(target, token, ...args)
    }
    const tokenFor = async (shell: Shell, ...args: readonly string[]): Promise<string> =>
      String(valueAt(await shell.aws('eks', 'get-token', ...args), 'status', 'token'))
    const may = async (target: Target, shell: Shell, ...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await quickly(target, shell, ...args)
      assert.equal(code, 0, stderr)
      return stdout
    }
    const whoami = async (target: Target, shell: Shell) =>
      JSON.parse(await may(target, shell, 'auth', 'whoami', '-o', 'json')) as unknown
    const entryOf = (principalArn: string) => ['--cluster-name', 'demo', '--principal-arn', principalArn]
    const policyArn = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`

    test('whoever made the cluster is its administrator', async () => {
      for (const target of targets) {
        const { code, stderr } = await kubectl(target, creator, 'get', 'pods', '-A')
        assert.equal(code, 0, stderr)
        assert.equal(await may(target, creator, 'auth', 'can-i', '*', '*'), 'yes\n')
        const user = valueAt(await whoami(target, creator), 'status', 'userInfo')
        assert.equal(valueAt(user, 'username'), `arn:aws:iam::${account}:user/admin`)
        assert.match(String(valueAt(user, 'uid')), new RegExp(`^aws-iam-authenticator:${account}:AIDA`))
        assert.deepEqual(valueAt(user, 'extra', 'accessKeyId'), [admin.accessKeyId])
      }
    })

    test('who has no access entry is not let in, and is once there is one: to read, not to write', async () => {
      const shell = await newUser('eve')
      const principal = `arn:aws:iam::${account}:user/eve`
      for (const target of targets)
        assert.deepEqual(await kubectl(target, shell, 'get', 'pods', '-A'), {
          code: 1,
          stdout: '',
          stderr: unauthorized,
        })
      await creator.aws('eks', 'create-access-entry', ...entryOf(principal))
      for (const target of targets) {
        const { stderr } = await quickly(target, shell, 'get', 'pods', '-A')
        assert.equal(
          stderr,
          `Error from server (Forbidden): pods is forbidden: User "${principal}" cannot list resource "pods" in API group "" at the cluster scope\n`,
        )
      }
      await creator.aws(
        'eks',
        'associate-access-policy',
        ...entryOf(principal),
        '--policy-arn',
        policyArn('AmazonEKSViewPolicy'),
        '--access-scope',
        'type=cluster',
      )
      for (const target of targets) {
        // API servers remember for ten seconds what a token stands for.
        await until(
          'the policy counts',
          async () => (await quickly(target, shell, 'get', 'configmaps', '-A')).code === 0,
        )
        for (const args of [
          ['create', 'configmap', 'x'],
          ['get', 'secrets'],
        ]) {
          const { code, stderr } = await quickly(target, shell, ...args)
          assert.equal(code, 1)
          assert.match(stderr, /is forbidden: User "arn:aws:iam::\d+:user\/eve" cannot (create|list)/)
        }
      }
      await creator.aws('eks', 'delete-access-entry', ...entryOf(principal))
      for (const target of targets)
        await until(
          'the entry counts no more',
          async () => (await quickly(target, shell, 'get', 'pods')).stderr === unauthorized,
        )
    })

    test('a role with a path comes by its entry in the name of its session, and writes in its namespaces alone', async () => {
      const shell = await newSession('developers', 'bob')
      const principal = `arn:aws:iam::${account}:role/team/developers`
      await creator.aws('eks', 'create-access-entry', ...entryOf(principal), '--kubernetes-groups', 'devs')
      await creator.aws(
        'eks',
        'associate-access-policy',
        ...entryOf(principal),
        '--policy-arn',
        policyArn('AmazonEKSEditPolicy'),
        '--access-scope',
        'type=namespace,namespaces=dev-*',
      )
      for (const target of targets) {
        assert.equal(
          await may(target, shell, 'create', 'configmap', 'x', '-n', 'dev-a'),
          'configmap/x created\n',
        )
        const { code, stderr } = await quickly(target, shell, 'create', 'configmap', 'x', '-n', 'default')
        assert.deepEqual([code, /cannot create resource "configmaps"/.test(stderr)], [1, true])
        const user = valueAt(await whoami(target, shell), 'status', 'userInfo')
        assert.equal(valueAt(user, 'username'), `arn:aws:sts::${account}:assumed-role/developers/bob`)
        assert.deepEqual(valueAt(user, 'groups'), [
          'devs',
          'eks:access-policy:AmazonEKSEditPolicy:dev-*',
          'system:authenticated',
        ])
        assert.deepEqual(valueAt(user, 'extra', 'canonicalArn'), [`arn:aws:iam::${account}:role/developers`])
      }
    })

    test('whoever may see all sees Secrets, by a role that the authenticator makes', async () => {
      const shell = await newUser('auditor')
      const principal = entryOf(`arn:aws:iam::${account}:user/auditor`)
      await creator.aws('eks', 'create-access-entry', ...principal)
      await creator.aws(
        'eks',
        'associate-access-policy',
        ...principal,
        '--policy-arn',
        policyArn('AmazonEKSAdminViewPolicy'),
        '--access-scope',
        'type=cluster',
      )
      for (const target of targets) {
        await may(target, shell, 'get', 'secrets', '-A')
        assert.equal((await quickly(target, shell, 'create', 'secret', 'generic', 'x')).code, 1)
      }
      assert.doesNotMatch(authenticator.printed(), /is not bound/)
    })

    test('aws-auth lets roles, users and accounts in by its good entries, for as long as it has them', async () => {
      const ops = await newSession('ops', 'carol@example.com')
      const frank = await newUser('frank')
      const data = {
        mapRoles: `- rolearn: arn:aws:iam::${account}:role/ops\n  username: ops:{{SessionName}}\n  groups: [system:masters]\n- username: broken\n`,
        mapAccounts: `- "${account}"\n`,
      }
      for (const target of targets) {
        assert.equal((await quickly(target, ops, 'get', 'pods')).stderr, unauthorized)
        valueOf(
          await target.client.create(pathOf('configmaps', 'kube-system'), {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'aws-auth' },
            data,
          }),
        )
        await until('aws-auth counts', async () => (await quickly(target, ops, 'get', 'pods')).code === 0)
        const user = valueAt(await whoami(target, ops), 'status', 'userInfo')
        assert.equal(valueAt(user, 'username'), 'ops:carol-example.com')
        assert.deepEqual(valueAt(user, 'groups'), ['system:masters', 'system:authenticated'])
        assert.equal(
          valueAt(await whoami(target, frank), 'status', 'userInfo', 'username'),
          `arn:aws:iam::${account}:user/frank`,
        )
        valueOf(await target.client.delete(pathOf('configmaps', 'kube-system', 'aws-auth')))
        await until('it counts no more', async () => (await quickly(target, ops, 'get', 'pods')).code === 1)
      }
      assert.match(authenticator.printed(), /mapRoles\[1\]: it has neither rolearn nor sso/)
    })

    const urlIn = (token: string): string =>
      Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString()
    const tokenOf = (url: string): string => `k8s-aws-v1.${toBase64Url(url)}`
    test('a token of another cluster, one that was changed and one of no AWS are refused', async () => {
      const good = await tokenFor(creator, '--cluster-name', 'demo')
      const bad = [
        await tokenFor(creator, '--cluster-name', 'other'),
        tokenOf(urlIn(good).replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
        tokenOf(urlIn(good).replace('GetCallerIdentity', 'GetSessionToken')),
        tokenOf(`${urlIn(good)}&RoleArn=x`),
        `${good}=`,
        'k8s-aws-v1.',
        `k8s-aws-v1.${'a'.repeat(5000)}`,
        'junk',
      ]
      for (const target of targets) {
        assert.equal((await withToken(target, good, 'get', 'pods')).code, 0)
        for (const token of bad)
          assert.equal(
            (await withToken(target, token, 'get', 'pods')).stderr,
            unauthorized,
            token.slice(0, 20),
          )
      }
      assert.ok(!authenticator.printed().includes(good.slice(30)))
      assert.doesNotMatch(authenticator.printed(), /X-Amz-Signature=|k8s-aws-v1\.[A-Za-z0-9]/)
    })

    test('nobody connects to a host that a token names', async () => {
      let connections = 0
      const stranger = createServer((socket) => {
        connections += 1
        socket.destroy()
      }).listen(0, '127.0.0.1')
      after(() => stranger.close())
      await new Promise((resolve) => stranger.once('listening', resolve))
      const host = `127.0.0.1:${(stranger.address() as AddressInfo).port}`
      const url = urlIn(await tokenFor(creator, '--cluster-name', 'demo'))
      const own = new URL(runtime.endpoint).host
      for (const target of targets)
        for (const changed of [
          url.replace(own, host),
          url.replace(own, `${own}@${host}`),
          url.replace(`http://${own}`, `https://${host}`),
          url.replace(own, `${host}#${own}`),
        ])
          assert.equal(
            (await withToken(target, tokenOf(changed), 'get', 'pods')).stderr,
            unauthorized,
            changed.slice(0, 60),
          )
      assert.equal(connections, 0)
      assert.match(authenticator.printed(), /unexpected hostname/)
    })

    test('where the mode is API alone, aws-auth does not count', async () => {
      const grace = await newUser('grace')
      const data = { mapUsers: `- userarn: arn:aws:iam::${account}:user/grace\n  username: grace\n` }
      for (const { client } of targets)
        valueOf(
          await client.create(pathOf('configmaps', 'kube-system'), {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'aws-auth' },
            data,
          }),
        )
      for (const target of targets)
        await until('aws-auth counts', async () =>
          /cannot list/.test((await quickly(target, grace, 'get', 'pods')).stderr),
        )
      await creator.aws(
        'eks',
        'update-cluster-config',
        '--name',
        'demo',
        '--access-config',
        'authenticationMode=API',
      )
      for (const target of targets)
        await until(
          'it counts no more',
          async () => (await quickly(target, grace, 'get', 'pods')).stderr === unauthorized,
        )
    })
  })
