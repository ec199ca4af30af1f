/** Login with AWS identities to a real API server and to the embedded one, by the real AWS CLI and kubectl. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { toBase64Url } from '../../src/kit/index.ts'
import { pathOf, valueAt } from '../../src/kubernetes/api/index.ts'
import { hasAws } from './support/aws.ts'
import { hasKubectl } from './support/kubectl.ts'
import { kubectl, may, quickly, tokenFor, whoami, withToken } from './support/login-calls.ts'
import { openLoginScene, prepareLogin } from './support/login-scene.ts'
import { until, valueOf } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

const place = await prepareLogin()
const unauthorized = 'error: You must be logged in to the server (Unauthorized)\n'
const policyArn = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`
const entryOf = (principalArn: string) => ['--cluster-name', 'demo', '--principal-arn', principalArn]

if (!hasAws || !hasKubectl) test('login to clusters', { skip: 'it needs the AWS CLI and kubectl' })
else
  await withCluster({ flags: place.flags }, async (cluster) => {
    const { admin, endpoint, targets, authenticator, creator, newUser, newSession } = await openLoginScene(
      place,
      cluster,
    )
    const { account } = admin

    test('whoever made the cluster is its administrator', async () => {
      for (const target of targets) {
        const { code, stderr } = await kubectl(target, creator, 'get', 'pods', '-A')
        assert.equal(code, 0, stderr)
        assert.equal(await may(target, creator, 'auth', 'can-i', '*', '*'), 'yes\n')
        const user = await whoami(target, creator)
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
        const user = await whoami(target, shell)
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
        const user = await whoami(target, ops)
        assert.equal(valueAt(user, 'username'), 'ops:carol-example.com')
        assert.deepEqual(valueAt(user, 'groups'), ['system:masters', 'system:authenticated'])
        assert.equal(valueAt(await whoami(target, frank), 'username'), `arn:aws:iam::${account}:user/frank`)
        valueOf(await target.client.delete(pathOf('configmaps', 'kube-system', 'aws-auth')))
        await until('it counts no more', async () => (await quickly(target, ops, 'get', 'pods')).code === 1)
      }
      assert.match(authenticator.printed(), /mapRoles\[1\]: it has neither rolearn nor sso/)
    })

    const urlIn = (token: string): string =>
      Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString()
    const tokenOf = (url: string): string => `k8s-aws-v1.${toBase64Url(url)}`
    test('a token of another cluster, one that was changed and one of no AWS are refused', async () => {
      const good = await tokenFor(creator, 'demo')
      const bad = [
        await tokenFor(creator, 'other'),
        tokenOf(urlIn(good).replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
        tokenOf(urlIn(good).replace('GetCallerIdentity', 'GetSessionToken')),
        tokenOf(`${urlIn(good)}&RoleArn=x`),
        `${good}=`,
        'k8s-aws-v1.',
        `k8s-aws-v1.${'a'.repeat(5000)}`,
        'junk',
      ]
      for (const target of targets) {
        assert.equal((await withToken(target, creator, good, 'get', 'pods')).code, 0)
        for (const token of bad)
          assert.equal(
            (await withToken(target, creator, token, 'get', 'pods')).stderr,
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
      const url = urlIn(await tokenFor(creator, 'demo'))
      const own = new URL(endpoint).host
      for (const target of targets)
        for (const changed of [
          url.replace(own, host),
          url.replace(own, `${own}@${host}`),
          url.replace(`http://${own}`, `https://${host}`),
          url.replace(own, `${host}#${own}`),
        ])
          assert.equal(
            (await withToken(target, creator, tokenOf(changed), 'get', 'pods')).stderr,
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
