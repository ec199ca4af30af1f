import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathOf, textOf, valueAt } from '../../src/kubernetes/api/index.ts'
import { notRoot, usersOf } from './support/node-intruder.ts'
import { nodeScene, shell, withNodes } from './support/node-scene.ts'
import { nodeName } from './support/node-target.ts'
import { until, valueOf } from './support/objects.ts'

await withNodes(['--metadata-tokens', 'optional'], (target, started) => {
  const { title, client } = target
  const { create, phase, statusOf, said } = nodeScene(target)

  void test(`${title}: the node is there, ready, and keeps its lease`, async () => {
    assert.match(await said('get node node-1'), /node-1 +Ready +<none> +\S+ +v1\./)
    const lease = await client.get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1')
    assert.equal(valueAt(valueOf(lease), 'spec', 'holderIdentity'), nodeName)
  })

  void test(`${title}: init containers, sidecars and containers run in their order and see their volumes`, async () => {
    valueOf(
      await client.create(pathOf('configmaps', 'default'), {
        metadata: { name: 'm' },
        data: { key: 'from-map', other: 'o' },
      }),
    )
    valueOf(
      await client.create(pathOf('secrets', 'default'), {
        metadata: { name: 's' },
        stringData: { key: 'from-secret' },
      }),
    )
    const mounts = [{ name: 'data', mountPath: '/data' }]
    await create('ordered', {
      restartPolicy: 'Never',
      volumes: [
        { name: 'data', emptyDir: {} },
        {
          name: 'all',
          projected: {
            sources: [
              { configMap: { name: 'm', items: [{ key: 'key', path: 'deep/map' }] } },
              { secret: { name: 's' } },
              {
                downwardAPI: {
                  items: [{ path: 'labels', fieldRef: { fieldPath: "metadata.labels['app']" } }],
                },
              },
              {
                serviceAccountToken: {
                  path: 'token',
                  audience: 'sts.amazonaws.com',
                  expirationSeconds: 3600,
                },
              },
            ],
          },
        },
      ],
      initContainers: [
        { ...shell('echo first >> /data/order'), name: 'first', volumeMounts: mounts },
        {
          ...shell('echo side >> /data/order; trap "exit 0" TERM; while :; do sleep 0.1; done'),
          name: 'side',
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['grep', 'side', '/data/order'] }, periodSeconds: 1 },
          volumeMounts: mounts,
        },
      ],
      containers: [
        shell(
          'echo main >> /data/order; cat /data/order /all/deep/map /all/key /all/labels; echo; echo $E1 $E2 $E3 $P_other; hostname; cut -d. -f2 /all/token | wc -c',
          {
            env: [
              { name: 'E1', valueFrom: { secretKeyRef: { name: 's', key: 'key' } } },
              { name: 'E2', value: '$(E1)/$(NOPE)' },
              { name: 'E3', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            ],
            envFrom: [{ prefix: 'P_', configMapRef: { name: 'm' } }],
            volumeMounts: [...mounts, { name: 'all', mountPath: '/all', readOnly: true }],
          },
        ),
      ],
    })
    await phase('ordered', 'Succeeded')
    const lines = (await said('logs ordered -c c')).split('\n')
    assert.deepEqual(lines.slice(0, 3), ['first', 'side', 'main'])
    assert.equal(
      lines.slice(3, 5).join('|'),
      'from-mapfrom-secretordered|from-secret from-secret/$(NOPE) node-1 o',
    )
    assert.ok(Number(lines[6]) > 300)
    const events = await said(
      'get events --field-selector involvedObject.name=ordered -o jsonpath={.items[*].reason}',
    )
    for (const reason of ['Pulled', 'Created', 'Started']) assert.ok(events.includes(reason), events)
    assert.match(await said('delete pod ordered'), /deleted/)
    assert.equal((await client.get(pathOf('pods', 'default', 'ordered'))).ok, false)
  })

  void test(`${title}: logs and commands reach a container through the API server`, async () => {
    await create('talker', {
      containers: [
        // It takes its time to end, so that who follows its log has come by then.
        shell(
          'echo one; echo two; echo three; trap "sleep 4; echo bye; exit 0" TERM; while :; do sleep 0.1; done',
        ),
      ],
    })
    await phase('talker', 'Running')
    await until('three lines', async () => (await said('logs talker')).split('\n').length === 4)
    assert.equal(await said('logs talker --tail=1'), 'three\n')
    assert.match(await said('logs talker --timestamps --tail=1'), /^\d{4}-\d\d-\d\dT\S+Z three\n$/)
    assert.equal(await said('logs talker --limit-bytes=3'), 'one')
    const previous = await target.kubectl('logs talker --previous')
    assert.match(previous.stderr, /previous terminated container "c" in pod "talker" not found/)
    const ran = await target.kubectl('exec talker -- sh -c echo${IFS}out;echo${IFS}err>&2;exit${IFS}7')
    assert.deepEqual([ran.code, ran.stdout], [7, 'out\n'])
    assert.match(ran.stderr, /^err\n/)
    const [there, back] = [join(started.directory, 'copy'), join(started.directory, 'back')]
    writeFileSync(there, 'copied\n'.repeat(10_000))
    await said(`cp ${there} talker:/run/podpass/home/copy`)
    await said(`cp talker:/run/podpass/home/copy ${back}`)
    assert.equal(readFileSync(back, 'utf8'), 'copied\n'.repeat(10_000))
    const big = 'x'.repeat(500_000)
    assert.equal(await said('exec -i talker -- cat', big), big)
    const followed = target.kubectl('logs -f talker')
    assert.match(await said('delete pod talker'), /deleted/)
    assert.match((await followed).stdout, /one[\s\S]*three/)
  })

  void test(`${title}: what keeps ending is held back, what is not known is not run`, async () => {
    await create('faulty', {
      containers: [
        shell('echo run; exit 3', { name: 'ends' }),
        { name: 'unknown', image: 'example.com/nosuch:1' },
        { name: 'lost', image: 'busybox', command: ['no-such-command'] },
        shell('true', { name: 'unset', envFrom: [{ secretRef: { name: 'nope' } }] }),
      ],
    })
    const waits = async (container: string, reason: string): Promise<void> =>
      until(
        `${container} waits for ${reason}`,
        async () => valueAt(await statusOf('faulty', container), 'state', 'waiting', 'reason') === reason,
      )
    await waits('ends', 'CrashLoopBackOff')
    await waits('unknown', 'ErrImagePull')
    await waits('lost', 'CrashLoopBackOff')
    await waits('unset', 'CreateContainerConfigError')
    assert.equal(valueAt(await statusOf('faulty', 'ends'), 'lastState', 'terminated', 'exitCode'), 3)
    assert.equal(valueAt(await statusOf('faulty', 'lost'), 'lastState', 'terminated', 'reason'), 'StartError')
    assert.match(
      textOf(valueAt(await statusOf('faulty', 'unknown'), 'state', 'waiting', 'message')) ?? '',
      /--image-map 'example\.com\/nosuch=PROGRAM'/,
    )
    assert.equal(
      valueAt(await statusOf('faulty', 'unset'), 'state', 'waiting', 'message'),
      'secret "nope" not found',
    )
    assert.equal(await said('logs faulty -c ends --previous'), 'run\n')
    await said('delete pod faulty')
  })

  void test(`${title}: probes make a pod ready, and start anew what does not live`, async () => {
    await create('probed', {
      containers: [
        {
          name: 'web',
          image: 'python',
          command: ['python3', '-m', 'http.server', '8080'],
          ports: [{ name: 'http', containerPort: 8080 }],
          readinessProbe: { httpGet: { port: 'http', path: '/' }, periodSeconds: 1 },
          livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1, initialDelaySeconds: 5 },
        },
        shell('sleep 1000', {
          livenessProbe: { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 },
        }),
      ],
    })
    await until('the server is ready', async () => (await statusOf('probed', 'web'))['ready'] === true)
    await until(
      'the other is started anew',
      async () => Number((await statusOf('probed'))['restartCount']) > 0,
    )
    const events = await said(
      'get events --field-selector involvedObject.name=probed -o jsonpath={.items[*].message}',
    )
    assert.match(events, /Container c failed liveness probe, will be restarted/)
    await said('delete pod probed')
  })

  void test(`${title}: a pod without a role has the node’s, and never another pod’s token`, async () => {
    await create('alone', {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'c',
          image: 'amazon/aws-cli:latest',
          args: ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'],
        },
      ],
    })
    await phase('alone', 'Succeeded')
    assert.match(await said('logs alone'), /:assumed-role\/NodeInstanceRole\/i-[0-9a-f]{17}\n$/)
    const imds = '${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}/latest'
    await create('asking', {
      restartPolicy: 'Never',
      containers: [
        shell(`
          code() { curl -s -o /dev/null -w '%{http_code} ' "$@"; }
          code ${imds}/meta-data/; code ${imds}/nope; code -X POST ${imds}/meta-data/; code -X PUT ${imds}/api/token
          code -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' -H 'X-Forwarded-For: 1.2.3.4' ${imds}/api/token
          curl -s ${imds}/meta-data/iam/security-credentials/; echo
          ls ${started.directory}/pods 2>/dev/null | wc -l
          ls ${target.dataDirectory} 2>/dev/null | wc -l
        `),
      ],
    })
    await phase('asking', 'Succeeded')
    assert.equal(await said('logs asking'), '200 404 405 400 403 NodeInstanceRole\n0\n0\n')
    await said('delete pod alone asking')
  })

  void test(`${title}: a node that is killed leaves nothing running, and begins anew`, async () => {
    const seconds = title === 'real' ? 4242 : 4343
    const securityContext = notRoot === false ? { runAsUser: 1000 } : {}
    await create('lasting', { securityContext, containers: [shell(`echo begun; sleep ${seconds}`)] })
    await phase('lasting', 'Running')
    await until('it has said so', async () => (await said('logs lasting')) === 'begun\n')
    await started.crash()
    await until('it runs again', async () => {
      const status = await statusOf('lasting')
      return status['restartCount'] === 1 && valueAt(status, 'state', 'running') !== undefined
    })
    assert.equal(valueAt(await statusOf('lasting'), 'lastState', 'terminated', 'exitCode'), 255)
    assert.equal(await said('logs lasting --previous'), 'begun\n')
    await until(
      'one of it runs, and not the one before',
      () => usersOf(`sleep\x00${seconds}\x00`).length === 1,
    )
    assert.match(await said('delete pod lasting --grace-period=1'), /deleted/)
  })
})
