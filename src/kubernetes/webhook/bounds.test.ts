import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../api/index.ts'
import type { Decision } from './decision.ts'
import { defaultOptions } from './options.ts'
import { boundWarnings } from './review.ts'
import { createWebhook } from './webhook.ts'

const prefix = 'eks.amazonaws.com'
const role = 'arn:aws:iam::111122223333:role/app'

interface Asking {
  readonly annotations?: JsonObject
  readonly containers?: readonly unknown[]
  readonly volumes?: readonly unknown[]
  readonly serviceAccount?: Readonly<Record<string, string>>
  readonly serviceAccountName?: string
}

interface Answered {
  readonly allowed: boolean
  readonly message?: string
  readonly warnings: readonly string[]
  readonly size: number
  readonly decision: Decision
}

async function ask(asking: Asking): Promise<Answered> {
  const { annotations = {}, containers = [{ name: 'c' }], volumes, serviceAccountName = 'web' } = asking
  const decisions: Decision[] = []
  const handler = createWebhook({
    options: defaultOptions,
    findServiceAccount: (_, name) =>
      Promise.resolve(
        name === 'web' ? { [`${prefix}/role-arn`]: role, ...asking.serviceAccount } : undefined,
      ),
    report: (decision) => void decisions.push(decision),
  })
  const review = {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: 'u1',
      operation: 'CREATE',
      resource: { resource: 'pods' },
      namespace: 'demo',
      object: { metadata: { name: 'p', annotations }, spec: { serviceAccountName, containers, volumes } },
    },
  }
  const answer = await handler({
    method: 'POST',
    target: '/mutate',
    headers: { 'content-type': ['application/json'] },
    body: (async function* () {
      yield Buffer.from(JSON.stringify(review))
    })(),
    peer: { address: '127.0.0.1' },
    signal: new AbortController().signal,
  })
  const body = answer.body as string
  const { response } = JSON.parse(body) as {
    response: { allowed: boolean; status?: { message: string }; warnings?: string[] }
  }
  return {
    allowed: response.allowed,
    message: response.status?.message,
    warnings: response.warnings ?? [],
    size: body.length,
    decision: decisions[0]!,
  }
}

const many = (count: number, start: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${start}${index}`)
const named = (names: readonly string[]): readonly JsonObject[] => names.map((name) => ({ name }))

test('a pod that would grow beyond what the API server takes is refused before it is planned', async () => {
  for (const asking of [
    { containers: named(many(50_000, 'c')) },
    { containers: named(many(100, 'c')), serviceAccount: { [`${prefix}/role-arn`]: 'x'.repeat(200_000) } },
    { serviceAccount: { [`${prefix}/role-arn`]: '{namespace}'.repeat(1_000_000) } },
  ]) {
    const { allowed, message, size } = await ask(asking)
    assert.equal(allowed, false)
    assert.match(message ?? '', /the pod cannot be given so much: its \d+ containers would grow by \d+ bytes/)
    assert.ok(size < 2000)
  }
})

test('lists of names without end are read once and told in a few words', async () => {
  for (const annotation of ['skip-containers', 'include-containers']) {
    const list = many(100_000, 'x').join()
    const { warnings, size } = await ask({
      annotations: { [`${prefix}/${annotation}`]: list },
      containers: named(many(4000, 'y')),
    })
    assert.deepEqual(warnings, [
      ...many(4, 'x').map(
        (name) => `${prefix}/${annotation} names \`${name}\`, and the pod has no such container`,
      ),
      `${prefix}/${annotation} names 99996 more containers that the pod does not have`,
    ])
    assert.ok(size < 4_000_000)
  }
})

test('more than a hundred roles of containers are refused', async () => {
  const annotations = Object.fromEntries(many(101, `${prefix}/role-arn.c`).map((key) => [key, role]))
  const { message } = await ask({ annotations, containers: named(many(101, 'c')) })
  assert.equal(
    message,
    '101 annotations eks.amazonaws.com/role-arn.<container> are more than the 100 that count',
  )
})

test('thousands of volumes named like ours and mounts on our path cost one look each', async () => {
  const mountPath = '/var/run/secrets/eks.amazonaws.com/serviceaccount'
  const volumeMounts = [{ name: 'other', mountPath }]
  const { decision } = await ask({
    containers: many(4000, 'c').map((name) => ({ name, volumeMounts })),
    volumes: named(['aws-iam-token', ...many(40_000, 'aws-iam-token-')]),
  })
  assert.equal(decision.code, 'mount-path-taken')
  assert.equal(decision.warnings.length, 16)
})

test('warnings are few and short together, and the last one says how many there are more', () => {
  const bounded = boundWarnings(many(40, 'x'.repeat(300)))
  assert.equal(bounded.length, 16)
  assert.equal(bounded.at(-1), 'and 25 more warnings')
  assert.ok(bounded.join('').length <= 4096)
  assert.deepEqual(boundWarnings(many(16, 'w')), many(16, 'w'))
})

test('what authors write at length is cut in logs and answers', async () => {
  const long = 'x'.repeat(100_000)
  const found = await ask({ serviceAccount: { [`${prefix}/role-arn`]: long } })
  const missing = await ask({ serviceAccountName: long })
  const refused = await ask({ annotations: { [`${prefix}/role-arn.c`]: long } })
  for (const { decision, message = '', warnings } of [found, missing, refused]) {
    assert.ok(JSON.stringify(decision).length < 3000, decision.code)
    assert.ok(message.length <= 512)
    for (const warning of warnings) assert.ok(warning.length <= 250)
  }
})
