/** Plans for generated pods: nothing is lost, a second round changes nothing, and a plain model agrees. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { JsonObject } from '../api/index.ts'
import { applyJsonPatch, isObject, listOf, textOf, valueAt } from '../api/index.ts'
import { defaultOptions } from './options.ts'
import { planPodChanges } from './plan.ts'

/** Objects with fields that no version of Kubernetes has, among some that all have. */
const unknownFields = fc.dictionary(fc.constantFrom('x', 'xy', 'xyz'), fc.jsonValue({ maxDepth: 1 }), {
  maxKeys: 2,
})
const named = (names: readonly string[]) =>
  fc.record({ name: fc.constantFrom(...names) }, { requiredKeys: ['name'] })
const envVariable = fc
  .tuple(
    named(['A', 'AWS_ROLE_ARN', 'AWS_REGION', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_STS_REGIONAL_ENDPOINTS']),
    unknownFields,
  )
  .map(([known, unknown]) => ({ ...unknown, ...known }))
const mount = fc
  .tuple(
    named(['aws-iam-token', 'data', 'aws-iam-token-1']),
    fc.constantFrom(
      '/data',
      '/var/run/secrets/eks.amazonaws.com/serviceaccount',
      '/var/run/secrets/eks.amazonaws.com/serviceaccount/',
    ),
    unknownFields,
  )
  .map(([known, mountPath, unknown]) => ({ ...unknown, ...known, mountPath }))
const volume = fc
  .tuple(
    named(['aws-iam-token', 'data', 'aws-iam-token-1']),
    fc.constantFrom('token', 'other', undefined),
    unknownFields,
  )
  .map(([known, path, unknown]) => ({
    ...unknown,
    ...known,
    ...(path !== undefined && { projected: { sources: [{ serviceAccountToken: { path } }] } }),
  }))
const absentOr = <Value>(values: fc.Arbitrary<Value>) =>
  fc.option(fc.option(values, { nil: undefined }), { nil: null })
const container = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c'),
    absentOr(fc.array(envVariable, { maxLength: 3 })),
    absentOr(fc.array(mount, { maxLength: 3 })),
    unknownFields,
  )
  .map(([name, env, volumeMounts, unknown]) => ({ ...unknown, name, env, volumeMounts }))
const pod = fc
  .record({
    annotations: absentOr(
      fc.dictionary(
        fc.constantFrom('eks.amazonaws.com/skip-containers', 'eks.amazonaws.com/token-expiration', 'z'),
        fc.constantFrom('a', 'b,c', '700', '"'),
      ),
    ),
    labels: absentOr(fc.dictionary(fc.string(), fc.string())),
    volumes: absentOr(fc.array(volume, { maxLength: 3 })),
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    initContainers: absentOr(fc.array(container, { maxLength: 2 })),
    unknown: unknownFields,
  })
  .map(
    ({ annotations, labels, unknown, ...spec }) =>
      // As it comes over the wire: members that are undefined are not there.
      JSON.parse(
        JSON.stringify({
          ...unknown,
          metadata: { ...unknown, annotations, labels },
          spec: { ...unknown, ...spec },
        }),
      ) as JsonObject,
  )

const options = fc.record({
  regionalSts: fc.boolean(),
  defaultRegion: fc.constantFrom('', 'eu-west-1'),
  upstreamCompatible: fc.boolean(),
  roleSessionName: fc.boolean(),
  keepEnvFromRegion: fc.boolean(),
  regionWithoutRole: fc.boolean(),
  noProxyForAgent: fc.boolean(),
  awsEndpoint: fc.constantFrom(
    undefined,
    {
      url: 'https://aws.example.com',
      ca: { configMap: 'ca', key: 'ca.crt', mountPath: '/data' },
    },
    {
      url: 'https://aws.example.com',
      ca: { trustBundle: 'ca', mountPath: '/data', variables: ['SSL_CERT_FILE'] },
    },
  ),
})

test('whatever the pod holds, nothing of it is lost and a second round changes nothing', () => {
  fc.assert(
    fc.property(pod, options, fc.boolean(), fc.boolean(), (before, wish, hasPodIdentity, hasRole) => {
      const request = {
        options: { ...defaultOptions, ...wish },
        serviceAccount: hasRole ? { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' } : {},
        hasPodIdentity,
      }
      const plan = planPodChanges({ ...request, pod: before })
      if (plan.kind !== 'change') return assert.equal(plan.kind, 'leave')
      const patched = applyJsonPatch(before, plan.patch)
      assert.ok(patched.ok && isObject(patched.value))
      assertKept(before, patched.value, '')
      assert.equal(planPodChanges({ ...request, pod: patched.value }).kind, 'leave')
    }),
    { numRuns: 300 },
  )
})

const ourPath = '/var/run/secrets/eks.amazonaws.com/serviceaccount'
const namesOf = (list: unknown): readonly unknown[] => listOf(list).map((each) => valueAt(each, 'name'))

/** What a container of a pod without token volumes is to have in the end, said as plainly as it can be. */
function modelOf(before: JsonObject, regionalSts: boolean, region: string): readonly unknown[] {
  const names = namesOf(before['env'])
  const lacks = (...each: readonly string[]): boolean => each.every((name) => !names.includes(name))
  return [
    ...names,
    ...(regionalSts && lacks('AWS_STS_REGIONAL_ENDPOINTS') ? ['AWS_STS_REGIONAL_ENDPOINTS'] : []),
    ...(region !== '' && lacks('AWS_REGION', 'AWS_DEFAULT_REGION')
      ? ['AWS_DEFAULT_REGION', 'AWS_REGION']
      : []),
    ...(lacks('AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE')
      ? ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE']
      : []),
  ]
}

test('a pod becomes what a plain model says', () => {
  const plainPod = pod.filter(
    (each) => !JSON.stringify(valueAt(each, 'spec', 'volumes') ?? '').includes('aws-iam-token'),
  )
  fc.assert(
    fc.property(
      plainPod,
      fc.boolean(),
      fc.constantFrom('', 'eu-west-1'),
      (before, regionalSts, defaultRegion) => {
        const plan = planPodChanges({
          pod: before,
          options: { ...defaultOptions, regionalSts, defaultRegion },
          serviceAccount: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' },
        })
        const patched = applyJsonPatch(before, plan.kind === 'change' ? plan.patch : [])
        assert.ok(patched.ok)
        const skips = textOf(valueAt(before, 'metadata', 'annotations', 'eks.amazonaws.com/skip-containers'))
        for (const member of ['containers', 'initContainers'])
          listOf(valueAt(before, 'spec', member)).forEach((container, index) => {
            assert.ok(isObject(container))
            const after = listOf(valueAt(patched.value, 'spec', member))[index]
            const atOurPath = listOf(container['volumeMounts']).filter((each) =>
              [ourPath, `${ourPath}/`].includes(String(valueAt(each, 'mountPath'))),
            )
            const isLeft =
              (skips?.split(',') ?? []).includes(String(container['name'])) ||
              (atOurPath.length > 0 &&
                !(valueAt(atOurPath[0], 'name') === 'aws-iam-token') &&
                !projects(before, valueAt(atOurPath[0], 'name')))
            if (isLeft) return assert.deepEqual(after, container)
            assert.deepEqual(namesOf(valueAt(after, 'env')), modelOf(container, regionalSts, defaultRegion))
            const added = atOurPath.length > 0 ? [] : ['aws-iam-token']
            assert.deepEqual(namesOf(valueAt(after, 'volumeMounts')), [
              ...namesOf(container['volumeMounts']),
              ...added,
            ])
          })
      },
    ),
    { numRuns: 300 },
  )
})

const projects = (before: JsonObject, name: unknown): boolean =>
  listOf(valueAt(before, 'spec', 'volumes'))
    .filter((each) => valueAt(each, 'name') === name)
    .slice(0, 1)
    .some(
      (each) =>
        valueAt(listOf(valueAt(each, 'projected', 'sources'))[0], 'serviceAccountToken', 'path') === 'token',
    )

/** Everything of `before` is in `after`, lists in their order; null may have become a list or an object. */
function assertKept(before: unknown, after: unknown, path: string): void {
  if (before === null) return
  if (Array.isArray(before)) {
    const kept = listOf(after).filter((item) => before.some((each) => isKept(each, item)))
    return assert.ok(kept.length >= before.length, path)
  }
  if (!isObject(before)) return assert.deepEqual(after, before, path)
  assert.ok(isObject(after), path)
  for (const [key, value] of Object.entries(before)) assertKept(value, after[key], `${path}/${key}`)
}

function isKept(before: unknown, after: unknown): boolean {
  try {
    assertKept(before, after, '')
    return true
  } catch {
    return false
  }
}
