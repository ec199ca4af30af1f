import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, request, roleArn, setUp } from '../eks.test-support.ts'
import type { AssociationOutput } from './output.ts'

const wish = { clusterName: 'demo', namespace: 'default', serviceAccount: 'app', roleArn }
const demo = { name: 'demo', account, region: 'us-east-1' }

async function setUpAssociation(patch: object = {}) {
  const setup = setUp()
  await setup.ask('CreateCluster', request)
  const made = await setup.ask('CreatePodIdentityAssociation', { ...wish, ...patch })
  const { association } = made as { association: AssociationOutput }
  const id = { clusterName: 'demo', associationId: association.associationId }
  const update = async (input: object) => {
    const changed = await setup.ask('UpdatePodIdentityAssociation', { ...id, ...input })
    return (changed as { association: AssociationOutput }).association
  }
  return { ...setup, association, id, update }
}

test('an id is of the form that AWS gives, and its ARN holds it', async () => {
  const { association } = await setUpAssociation()
  assert.match(association.associationId, /^a-[a-z2-7]{17}$/)
  assert.equal(
    association.associationArn,
    `arn:aws:eks:us-east-1:${account}:podidentityassociation/demo/${association.associationId}`,
  )
})

test('a ServiceAccount has one association, which the refusal names', async () => {
  const { refused, association } = await setUpAssociation()
  assert.deepEqual(await refused('CreatePodIdentityAssociation', wish), [
    'ResourceInUseException',
    409,
    `Association already exists: ${association.associationId}`,
  ])
})

test('an update changes what it names; an empty text takes target role and policy away', async () => {
  const policy = '{"Version":"2012-10-17","Statement":[]}'.replace(
    '[]',
    '[{"Effect":"Allow","Action":"*","Resource":"*"}]',
  )
  const target = 'arn:aws:iam::444455556666:role/far'
  const { update } = await setUpAssociation({ disableSessionTags: true, targetRoleArn: target })
  const limited = await update({ policy })
  assert.deepEqual([limited.targetRoleArn, limited.policy], [target, policy])
  const freed = await update({ policy: '', targetRoleArn: '' })
  assert.deepEqual([freed.targetRoleArn, freed.policy, freed.roleArn], [undefined, undefined, roleArn])
})

test('what an association may not be it may not become', async () => {
  const { refused, id } = await setUpAssociation()
  const codes = await Promise.all(
    [{}, { roleArn: `arn:aws:iam::${account}:role/web` }, { policy: '{}' }, { targetRoleArn: 'x' }].map(
      async (input) => (await refused('UpdatePodIdentityAssociation', { ...id, ...input }))[0],
    ),
  )
  assert.deepEqual(
    codes,
    Array.from({ length: 4 }, () => 'InvalidParameterException'),
  )
})

test('session tags come back only for a role that lets them in', async () => {
  const untagged = `arn:aws:iam::${account}:role/untagged`
  const { refused, id } = await setUpAssociation({ roleArn: untagged, disableSessionTags: true })
  const [code] = await refused('UpdatePodIdentityAssociation', { ...id, disableSessionTags: false })
  assert.equal(code, 'InvalidParameterException')
})

test('a deleted association gives its pods nothing', async () => {
  const { ask, eks, id } = await setUpAssociation()
  assert.equal(eks.findPodRole(demo, 'default', 'app')?.roleArn, roleArn)
  assert.equal(eks.findPodRole(demo, 'other', 'app'), undefined)
  await ask('DeletePodIdentityAssociation', id)
  assert.equal(eks.findPodRole(demo, 'default', 'app'), undefined)
})

test('a cluster that is gone takes its associations along', async () => {
  const { ask, eks } = await setUpAssociation()
  await ask('DeleteCluster', { name: 'demo' })
  await ask('CreateCluster', request)
  assert.equal(eks.findPodRole(demo, 'default', 'app'), undefined)
})

test('whoever makes one hands its role to Pod Identity for this cluster', async () => {
  const { authorizations } = await setUpAssociation()
  const [asked, passed] = await authorizations('CreatePodIdentityAssociation', { ...wish, tags: { a: 'b' } })
  assert.deepEqual(
    [asked!.action, asked!.resource],
    ['eks:CreatePodIdentityAssociation', `arn:aws:eks:us-east-1:${account}:cluster/demo`],
  )
  assert.deepEqual(
    [...passed!.context!],
    [
      ['iam:passedtoservice', ['pods.eks.amazonaws.com']],
      ['iam:associatedresourcearn', [`arn:aws:eks:us-east-1:${account}:cluster/demo`]],
    ],
  )
})

test('no role and roles of other accounts are not handed over, as AWS words it', async () => {
  const { authorizations } = await setUpAssociation()
  for (const foreign of ['', 'arn:aws:iam::444455556666:role/x']) {
    const [, passed] = await authorizations('CreatePodIdentityAssociation', { ...wish, roleArn: foreign })
    const refusal = passed!.refuse!({
      effect: 'implicit-deny',
      missing: 'identity-based policy',
      statements: [],
    })
    assert.equal(refusal.message, 'Cross-account pass role is not allowed.')
  }
})
