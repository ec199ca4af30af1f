import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { JsonObject } from '../api/index.ts'
import { defaultOptions } from './options.ts'
import { createWebhook } from './webhook.ts'

/*
 * The webhook from outside: a review goes in, the patch that comes out is applied by an applier of this file, and the
 * pod is what a model says that changes a copy of the pod step by step, as the documentation tells it.
 */

interface Named extends JsonObject {
  readonly name: string
}

interface Mount extends Named {
  readonly mountPath: string
  readonly subPath?: string
}

interface Container extends Named {
  env?: readonly Named[] | null
  volumeMounts?: readonly Mount[] | null
}

interface Volume extends Named {
  readonly projected?: { readonly sources: readonly { readonly serviceAccountToken?: JsonObject }[] }
}

interface Pod {
  metadata: { annotations?: Record<string, string> | null; labels?: Record<string, string> | null }
  spec: { containers: Container[]; initContainers?: Container[] | null; volumes?: Volume[] | null }
}

interface World {
  readonly account: Readonly<Record<string, string>>
  readonly hasPodIdentity: boolean
  readonly regionalSts: boolean
  readonly defaultRegion: string
  readonly upstreamCompatible: boolean
}

// --- RFC 6902, as far as anybody needs it here -------------------------------------------------------------------

interface Operation {
  readonly op: string
  readonly path: string
  readonly value: unknown
}

function applyAdditions<Document>(document: Document, patch: readonly Operation[]): Document {
  const copy = structuredClone(document)
  for (const { op, path, value } of patch) {
    assert.equal(op, 'add')
    const steps = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    assert.equal(steps.shift(), '')
    const last = steps.pop()!
    let target = copy as unknown
    for (const step of steps) {
      target = (target as Record<string, unknown>)[step]
      assert.ok(typeof target === 'object' && target !== null, `${path} leads nowhere`)
    }
    if (!Array.isArray(target)) (target as Record<string, unknown>)[last] = structuredClone(value)
    else {
      const index = last === '-' ? target.length : Number(last)
      assert.ok(/^(-|0|[1-9]\d*)$/.test(last) && index <= target.length, path)
      target.splice(index, 0, structuredClone(value))
    }
  }
  return copy
}

// --- the model ---------------------------------------------------------------------------------------------------

const prefix = 'eks.amazonaws.com'

const modes = {
  web: {
    volume: 'aws-iam-token',
    file: 'token',
    directory: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
    pair: ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  },
  agent: {
    volume: 'eks-pod-identity-token',
    file: 'eks-pod-identity-token',
    directory: '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount',
    pair: ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  },
} as const

function modelOf(pod: Pod, world: World): Pod {
  const role = world.account[`${prefix}/role-arn`] ?? ''
  if (role === '' && !world.hasPodIdentity) return pod
  const mode = world.hasPodIdentity ? modes.agent : modes.web
  const after = structuredClone(pod)
  const all = [...after.spec.containers, ...(after.spec.initContainers ?? [])]
  const skipped = (pod.metadata.annotations?.[`${prefix}/skip-containers`] ?? '').split(',')
  const targets = all.filter(({ name }) => !skipped.includes(name))

  const volumes = after.spec.volumes ?? []
  const volume = (name: string) => volumes.find((each) => each.name === name)
  const holdsToken = (name: string): boolean =>
    volume(name)?.projected?.sources[0]?.serviceAccountToken?.['path'] === mode.file
  const names = [mode.volume, `${mode.volume}-1`, `${mode.volume}-2`, `${mode.volume}-3`]
  const serves = (name: string): boolean =>
    volume(name) === undefined || holdsToken(name) || world.upstreamCompatible
  const own = names.find(serves)!

  const changed = targets.filter((container) => change(container, { mode, role, own, holdsToken, world }))
  if (changed.length === 0) return pod
  if (volume(own) === undefined) after.spec.volumes = [tokenVolume(own, pod, world), ...volumes]
  if (world.hasPodIdentity) {
    after.metadata.labels = { ...after.metadata.labels, 'eks.amazonaws.com/pod-identity': 'enabled' }
  }
  return after
}

interface Change {
  readonly mode: (typeof modes)[keyof typeof modes]
  readonly role: string
  readonly own: string
  readonly holdsToken: (volume: string) => boolean
  readonly world: World
}

/** False when something else lies where the token goes. */
function change(container: Container, { mode, role, own, holdsToken, world }: Change): boolean {
  const env: Named[] = [...(container.env ?? [])]
  const mounts: Mount[] = [...(container.volumeMounts ?? [])]
  const has = (...wanted: readonly string[]): boolean => env.some(({ name }) => wanted.includes(name))
  const { upstreamCompatible, regionalSts, defaultRegion } = world
  const hasRegion = has('AWS_REGION', 'AWS_DEFAULT_REGION')
  if (upstreamCompatible && has(...mode.pair) && hasRegion && has('AWS_STS_REGIONAL_ENDPOINTS')) return true

  const there = mounts.find(({ mountPath }) => mountPath.replace(/\/$/, '') === mode.directory)
  if (there !== undefined) {
    const isOurs = there.name === own && (upstreamCompatible || there.subPath === undefined)
    if (!isOurs && (there.subPath !== undefined || !holdsToken(there.name))) return false
  } else if (!(upstreamCompatible && mounts.some(({ name }) => name === own)))
    mounts.push({ name: own, readOnly: true, mountPath: mode.directory })

  if (wantsRegional(world, regionalSts) && !has('AWS_STS_REGIONAL_ENDPOINTS'))
    env.push({ name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' })
  if (defaultRegion !== '' && !hasRegion)
    env.push(
      { name: 'AWS_DEFAULT_REGION', value: defaultRegion },
      { name: 'AWS_REGION', value: defaultRegion },
    )
  const values = [
    mode === modes.web ? role : 'http://169.254.170.23/v1/credentials',
    `${mode.directory}/${mode.file}`,
  ]
  if (!has(...mode.pair)) mode.pair.forEach((name, index) => env.push({ name, value: values[index] }))

  if (env.length > (container.env ?? []).length) container.env = env
  if (mounts.length > (container.volumeMounts ?? []).length) container.volumeMounts = mounts
  return true
}

const wantsRegional = ({ account }: World, byFlag: boolean): boolean => {
  const text = account[`${prefix}/sts-regional-endpoints`]
  return text === 'true' || text === '1' || (text !== 'false' && byFlag)
}

function tokenVolume(name: string, pod: Pod, world: World): Volume {
  const numbers = [
    pod.metadata.annotations?.[`${prefix}/token-expiration`],
    world.account[`${prefix}/token-expiration`],
    '86400',
  ].filter((text) => text !== undefined && /^\+?\d+$/.test(text))
  const seconds = Math.min(Math.max(Number(numbers[0]), 600), 4_294_967_296)
  const { file } = world.hasPodIdentity ? modes.agent : modes.web
  const audience = world.hasPodIdentity
    ? 'pods.eks.amazonaws.com'
    : (world.account[`${prefix}/audience`] ?? 'sts.amazonaws.com')
  const expirationSeconds = world.hasPodIdentity && seconds === 86_400 ? 79_200 : seconds
  return {
    name,
    projected: { sources: [{ serviceAccountToken: { audience, expirationSeconds, path: file } }] },
  }
}

// --- pods and worlds ---------------------------------------------------------------------------------------------

const unknown = fc.dictionary(fc.constantFrom('x', 'futureField', '~/'), fc.jsonValue({ maxDepth: 1 }), {
  maxKeys: 2,
})
const absentOr = <Value>(values: fc.Arbitrary<Value>) =>
  fc.oneof(values, fc.constant(null), fc.constant(undefined))
const variable = fc
  .tuple(
    unknown,
    fc.constantFrom(
      'A',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'AWS_STS_REGIONAL_ENDPOINTS',
      ...modes.web.pair,
      ...modes.agent.pair,
    ),
  )
  .map(([rest, name]) => ({ ...rest, name }))
const volumeName = fc.constantFrom(
  'data',
  'aws-iam-token',
  'aws-iam-token-1',
  'eks-pod-identity-token',
  'eks-pod-identity-token-1',
)
const mount = fc
  .tuple(
    unknown,
    volumeName,
    fc.constantFrom(
      '/data',
      ...[modes.web, modes.agent].flatMap(({ directory: at }) => [at, `${at}/`, `${at}/x`]),
    ),
    fc.constantFrom(undefined, undefined, undefined, 'part'),
  )
  .map(([rest, name, mountPath, subPath]) => ({ ...rest, name, mountPath, subPath }))
const volume = fc
  .tuple(unknown, volumeName, fc.constantFrom('token', 'eks-pod-identity-token', 'other', undefined))
  .map(([rest, name, path]) => ({
    ...rest,
    name,
    projected: path === undefined ? undefined : { sources: [{ serviceAccountToken: { path } }] },
  }))
const container = fc
  .tuple(
    unknown,
    absentOr(fc.array(variable, { maxLength: 4 })),
    // The API server refuses two mounts on one path.
    absentOr(fc.uniqueArray(mount, { maxLength: 3, selector: (each) => each.mountPath.replace(/\/$/, '') })),
  )
  .map(([rest, env, volumeMounts]) => ({ ...rest, env, volumeMounts }))
const numbered = <Value extends object>(list: readonly Value[] | null | undefined, start: string) =>
  list?.map((each, index) => ({ ...each, name: `${start}${index}` })) ?? list
const seconds = fc.constantFrom(undefined, '900', '+700', '1', '86400', '4294967297', 'x', '')
const podOf = fc
  .record({
    skip: fc.constantFrom(undefined, 'c0', 'c1,i0', 'c0,c1,c2,i0,i1', 'nobody'),
    expiration: seconds,
    annotated: fc.boolean(),
    labels: absentOr(fc.dictionary(fc.constantFrom('a', 'eks.amazonaws.com/pod-identity'), fc.string())),
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    initContainers: absentOr(fc.array(container, { maxLength: 2 })),
    volumes: absentOr(fc.uniqueArray(volume, { maxLength: 4, selector: ({ name }) => name })),
    rest: unknown,
  })
  .map(({ skip, expiration, annotated, labels, containers, initContainers, volumes, rest }) => {
    const annotations = { [`${prefix}/skip-containers`]: skip, [`${prefix}/token-expiration`]: expiration }
    const pod = {
      ...rest,
      metadata: { ...rest, labels, annotations: annotated ? annotations : null },
      spec: {
        ...rest,
        volumes,
        containers: numbered(containers, 'c'),
        initContainers: numbered(initContainers, 'i'),
        ephemeralContainers: [{ name: 'e' }],
      },
    }
    // As it comes over the wire: what is undefined is not there.
    return JSON.parse(JSON.stringify(pod)) as Pod
  })
const world: fc.Arbitrary<World> = fc.record({
  account: fc
    .record({
      'role-arn': fc.constantFrom(undefined, '', 'arn:aws:iam::111122223333:role/app', 'no role'),
      audience: fc.constantFrom(undefined, 'someone'),
      'token-expiration': seconds,
      'sts-regional-endpoints': fc.constantFrom(undefined, 'true', '1', 'false', 'maybe'),
    })
    .map(
      (annotations) =>
        Object.fromEntries(
          Object.entries(annotations).flatMap(([name, value]) =>
            value === undefined ? [] : [[`${prefix}/${name}`, value]],
          ),
        ) as Record<string, string>,
    ),
  hasPodIdentity: fc.boolean(),
  regionalSts: fc.boolean(),
  defaultRegion: fc.constantFrom('', 'eu-west-1'),
  upstreamCompatible: fc.boolean(),
})

async function admit(
  pod: Pod,
  { account, hasPodIdentity, ...options }: World,
): Promise<readonly Operation[]> {
  const handler = createWebhook({
    options: { ...defaultOptions, ...options },
    findServiceAccount: () => Promise.resolve(account),
    hasPodIdentity: () => hasPodIdentity,
    chance: () => 0,
  })
  const review = {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: 'u1',
      operation: 'CREATE',
      resource: { resource: 'pods' },
      namespace: 'demo',
      object: pod,
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
  const { response } = JSON.parse(answer.body as string) as {
    response: { uid: string; allowed: boolean; patch?: string; warnings?: readonly string[] }
  }
  assert.deepEqual([response.uid, response.allowed], ['u1', true])
  for (const warning of response.warnings ?? []) assert.match(warning, /^[^\n]{1,255}$/)
  return response.patch === undefined
    ? []
    : (JSON.parse(Buffer.from(response.patch, 'base64').toString()) as Operation[])
}

test('whatever the pod and whoever its author, it becomes what the model says, and needs nothing more', async () => {
  await fc.assert(
    fc.asyncProperty(podOf, world, async (pod, facts) => {
      const after = applyAdditions(pod, await admit(pod, facts))
      assert.deepEqual(after, modelOf(pod, facts))
      assert.deepEqual(await admit(after, facts), [])
    }),
    { numRuns: 500 },
  )
})
