import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathOf, requestToken, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { notRoot, statusFrom, thief, usersOf } from './support/node-intruder.ts'
import { nodeScene, shell, withNodes } from './support/node-scene.ts'
import { until, valueOf } from './support/objects.ts'

await withNodes([], (target, started) => {
  const { title, client } = target
  const { podOf, create, phase, statusOf, said } = nodeScene(target)

  void test(`${title}: a node gets no token and no Secret but for its own pods`, async () => {
    const { nodeClient } = target
    valueOf(
      await client.create(pathOf('secrets', 'default'), {
        metadata: { name: 'used' },
        stringData: { k: 'v' },
      }),
    )
    valueOf(
      await client.create(pathOf('secrets', 'default'), {
        metadata: { name: 'other' },
        stringData: { k: 'v' },
      }),
    )
    valueOf(await client.create(pathOf('serviceaccounts', 'default'), { metadata: { name: 'elsewhere' } }))
    await create('here', {
      volumes: [{ name: 's', secret: { secretName: 'used' } }],
      containers: [shell('sleep 1000', { volumeMounts: [{ name: 's', mountPath: '/s' }] })],
    })
    await create('there', {
      nodeName: 'node-2',
      serviceAccountName: 'elsewhere',
      containers: [shell('sleep 1')],
    })
    await phase('here', 'Running')
    const tokenFor = async (name: string, serviceAccount: string, audience?: string) => {
      const uid = textOf(valueAt(await podOf(name), 'metadata', 'uid')) ?? ''
      const audiences = audience === undefined ? [] : [audience]
      return requestToken(nodeClient, { namespace: 'default', serviceAccount, audiences, pod: { name, uid } })
    }
    assert.equal((await tokenFor('here', 'default')).ok, true)
    const refusals = [
      await tokenFor('there', 'elsewhere'),
      await tokenFor('here', 'default', 'sts.amazonaws.com'),
      await requestToken(nodeClient, { namespace: 'default', serviceAccount: 'default' }),
      await nodeClient.get(pathOf('secrets', 'default', 'other')),
      await nodeClient.get(pathOf('secrets', 'default')),
      await nodeClient.get('/api/v1/nodes/node-2'),
      await nodeClient.get(pathOf('pods', 'default', 'there')),
      await nodeClient.create('/api/v1/nodes', { metadata: { name: 'node-2' } }),
      await nodeClient.delete(pathOf('pods', 'default', 'there')),
    ]
    for (const [index, answer] of refusals.entries())
      assert.ok(!answer.ok && answer.problem.code === 403, `${index}: ${JSON.stringify(answer)}`)
    assert.equal((await nodeClient.get(pathOf('secrets', 'default', 'used'))).ok, true)
    await said('delete pod here there --force --grace-period=0')
    assert.equal((await nodeClient.get(pathOf('secrets', 'default', 'used'))).ok, false)
  })

  void test(
    `${title}: no pod reads another’s token, variables or files, not even as root`,
    { skip: notRoot },
    async () => {
      const secret = 'kept-from-others-4711'
      const token = '/var/run/secrets/kubernetes.io/serviceaccount/token'
      const data = [{ name: 'data', mountPath: '/data' }]
      await create('keeper', {
        volumes: [{ name: 'data', emptyDir: {} }],
        containers: [
          shell(`umask 077; echo ${secret} > /data/file; id -u; cut -c-9 ${token}; exec sleep 4243`, {
            env: [{ name: 'KEPT', value: secret }],
            volumeMounts: data,
          }),
        ],
      })
      await create('keeper-2', { hostNetwork: true, containers: [shell('exec sleep 4244')] })
      await phase('keeper', 'Running')
      await phase('keeper-2', 'Running')
      const uid = textOf(valueAt(await podOf('keeper'), 'metadata', 'uid'))
      const pods = `${started.directory}/pods`
      await create('thief', {
        // A path that the machine lacks: the pod has a copy of the root, out of which it may look for a way.
        volumes: [{ name: 'own', emptyDir: {} }],
        restartPolicy: 'Never',
        containers: [
          {
            name: 'c',
            image: 'python',
            // Below the keeper's directory, what begins as a token does is the keeper's.
            command: ['python3', '-c', thief, `${pods}/${uid}`, secret, 'eyJhbGciO'],
            volumeMounts: [{ name: 'own', mountPath: '/no-such-place' }],
          },
        ],
      })
      await phase('thief', 'Succeeded')
      assert.equal(await said('logs thief'), 'nothing\n')
      assert.equal(await said('logs keeper'), '0\neyJhbGciO\n')
      const users = [usersOf('sleep\x004243\x00'), usersOf('sleep\x004244\x00')]
      assert.deepEqual(
        users.map((each) => each.length),
        [1, 1],
      )
      assert.ok(
        users[0]![0]! >= 0x70000000 && users[1]![0]! >= 0x70000000 && users[0]![0] !== users[1]![0],
        String(users),
      )
      await said('delete pod keeper keeper-2 thief')
    },
  )

  void test(
    `${title}: users, groups and the modes of files are those of a kubelet`,
    { skip: notRoot },
    async () => {
      const token = (more: JsonObject): JsonObject => ({
        restartPolicy: 'Never',
        volumes: [
          { name: 't', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
          { name: 'e', emptyDir: {} },
        ],
        containers: [
          shell(
            'id -u; id -g; id -G; stat -Lc "%a %u %g" /t/token /e; test -s /t/token && cat /t/token > /e/copy && echo read; touch /e/x && stat -c "%u %g" /e/x',
            {
              volumeMounts: [
                { name: 't', mountPath: '/t' },
                { name: 'e', mountPath: '/e' },
              ],
            },
          ),
        ],
        ...more,
      })
      await create('as-root', token({}))
      await create(
        'as-user',
        token({
          securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
        }),
      )
      await create('as-far', token({ securityContext: { runAsUser: 1_000_650_000, runAsNonRoot: true } }))
      for (const name of ['as-root', 'as-user', 'as-far']) await phase(name, 'Succeeded')
      assert.equal(await said('logs as-root'), '0\n0\n0\n644 0 0\n777 0 0\nread\n0 0\n')
      assert.equal(
        await said('logs as-user'),
        '1000\n3000\n3000 2000 4000\n640 1000 2000\n2777 0 2000\nread\n1000 2000\n',
      )
      assert.equal(
        await said('logs as-far'),
        '1000650000\n0\n0\n600 1000650000 0\n777 0 0\nread\n1000650000 0\n',
      )
      await said('delete pod as-root as-user as-far')
    },
  )

  void test(`${title}: no mount leads out of its volume`, async () => {
    const mount = (subPath: string): JsonObject => ({
      volumeMounts: [{ name: 'e', mountPath: '/in', subPath }],
    })
    await create('planted', {
      volumes: [{ name: 'e', emptyDir: {} }],
      initContainers: [
        {
          ...shell('ln -s / /e/root; ln -s ../.. /e/up; mkdir /e/real', {
            volumeMounts: [{ name: 'e', mountPath: '/e' }],
          }),
          name: 'plant',
        },
      ],
      containers: [
        shell('sleep 1000', { name: 'root', ...mount('root/etc') }),
        shell('sleep 1000', { name: 'up', ...mount('up') }),
        shell('touch /in/made; sleep 1000', { name: 'fine', ...mount('real/new') }),
      ],
    })
    for (const name of ['root', 'up'])
      await until(`${name} is refused`, async () =>
        /subPath `.*` leads out of volume `e`/.test(
          textOf(valueAt(await statusOf('planted', name), 'state', 'waiting', 'message')) ?? '',
        ),
      )
    await until(
      'the other runs',
      async () => valueAt(await statusOf('planted', 'fine'), 'state', 'running') !== undefined,
    )
    await said('delete pod planted --grace-period=1')
  })

  void test(`${title}: the kubelet’s API lets in whom the cluster does`, async () => {
    const tokenOf = async (name: string): Promise<string> => {
      valueOf(await client.create(pathOf('serviceaccounts', 'default'), { metadata: { name } }))
      const issued = await requestToken(client, { namespace: 'default', serviceAccount: name })
      assert.ok(issued.ok)
      return issued.token
    }
    const [stranger, reader] = [await tokenOf('stranger'), await tokenOf('reader')]
    const port = started.kubeletPort()
    for (const path of ['/pods', '/containerLogs/default/x/c', '/healthz', '/exec/default/x/c?command=id'])
      assert.equal(await statusFrom(port, path, stranger), 403, path)
    valueOf(
      await client.create('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
        metadata: { name: 'read-nodes' },
        rules: [{ apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] }],
      }),
    )
    valueOf(
      await client.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        metadata: { name: 'read-nodes' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'read-nodes' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'default', name: 'reader' }],
      }),
    )
    await until('it may read', async () => (await statusFrom(port, '/pods', reader)) === 200)
    assert.equal(await statusFrom(port, '/containerLogs/default/x/c', reader), 404)
    assert.equal(await statusFrom(port, '/exec/default/x/c?command=id', reader, 'POST'), 403)
    assert.equal(await statusFrom(port, '/exec/default/x/c?command=id', reader, 'websocket'), 403)
  })

  void test(`${title}: the kubelet’s API knows nobody without a name`, async () => {
    for (const path of ['/pods', '/containerLogs/default/x/c', '/healthz'])
      assert.equal(await statusFrom(started.kubeletPort(), path), 401)
    assert.equal(await statusFrom(started.kubeletPort(), '/pods', 'nonsense'), 401)
  })
})
