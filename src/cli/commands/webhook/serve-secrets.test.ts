import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startFakeApiServer } from '../../../kubernetes/api/fake-api-server.test-support.ts'
import { serveWebhook } from './serve.test-support.ts'

const json = 'application/json'
const secret = (name: string): string => `hush-${name}-0123456789abcdef`
const token = `eyJhbGciOiJSUzI1NiJ9.${btoa('{"sub":"system:serviceaccount:team:web"}').replaceAll('=', '')}.${secret('signature')}`

/** Whatever a pod may hold that is nobody else's business. */
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'team',
    labels: { label: secret('label') },
    annotations: { 'example.org/password': secret('annotation') },
  },
  spec: {
    serviceAccountName: 'web',
    containers: [
      {
        name: 'c',
        command: ['sh', '-c', secret('command')],
        args: [secret('argument')],
        env: [
          { name: 'AWS_SECRET_ACCESS_KEY', value: secret('environment') },
          { name: 'TOKEN', value: token },
        ],
      },
    ],
  },
}

const review = (object: unknown): object => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u1',
    operation: 'CREATE',
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'team',
    userInfo: { username: 'someone', extra: { credential: [secret('user')] } },
    object,
  },
})

/** A body, and the headers and the path with which it is sent. */
const reviews: readonly (readonly [
  body: string,
  headers?: Readonly<Record<string, string>>,
  path?: string,
])[] = [
  [JSON.stringify(review(pod))],
  [
    JSON.stringify(review(pod)),
    { 'content-type': json, authorization: `Bearer ${token}`, cookie: secret('cookie') },
  ],
  [JSON.stringify(review({ ...pod, spec: { ...pod.spec, containers: secret('containers') } }))],
  [JSON.stringify(review(secret('object')))],
  [JSON.stringify(review(pod)).slice(0, -40)],
  [`{"kind":"AdmissionReview","request":"${secret('request')}"`],
  [secret('body')],
  [JSON.stringify(review(pod)), { 'content-type': json }, `/mutate?token=${secret('query')}`],
  ['{}', { 'content-type': json }, `/${secret('path')}`],
]

for (const level of ['', '-v=4 --enable-debugging-handlers'])
  test(`no secret and no token of anybody reaches the log of ${level === '' ? 'its usual level' : level}`, async (t) => {
    const api = await startFakeApiServer(t)
    api.put('/api/v1/namespaces/team/serviceaccounts/web', {
      metadata: {
        name: 'web',
        namespace: 'team',
        annotations: {
          'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/web',
          'kubectl.kubernetes.io/last-applied-configuration': secret('account'),
        },
      },
    })
    const served = await serveWebhook(t, api, { token: secret('api'), words: level })
    for (let tries = 0; (await served.call('/readyz')) !== 'ok'; tries++) assert.ok(tries < 200)
    for (const [body, headers, path = '/mutate'] of reviews) await served.call(path, body, headers)
    // An API server that no longer knows the token.
    api.onRequest = () =>
      Promise.resolve({
        code: 401,
        body: { kind: 'Status', status: 'Failure', message: 'Unauthorized', code: 401 },
      })
    api.cutWatches()
    await served.call(
      '/mutate',
      JSON.stringify(review({ ...pod, spec: { ...pod.spec, serviceAccountName: 'other' } })),
    )
    const metrics = await (await fetch(`http://127.0.0.1:${served.metricsPort}/metrics`)).text()
    served.child.kill('SIGTERM')
    const { code, stdout, stderr } = await served.ended
    assert.equal(code, 0, stderr)
    assert.match(stdout + stderr, /"outcome":"changed"/)
    for (const text of [stdout, stderr, metrics]) {
      assert.doesNotMatch(text, /hush-/)
      for (const hushed of [token, token.split('.')[1]!, served.key.split('\n')[1]!])
        assert.ok(!text.includes(hushed))
    }
  })
