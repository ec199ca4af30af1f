import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePolicy, decide, parsePolicy, type CompiledPolicy } from '../../../policy/index.ts'
import type { Call } from '../../protocol/index.ts'
import { policyRequest } from './policy-request.ts'

function compile(statement: object, kind: 'identity' | 'resource-control' | 'resource'): CompiledPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), kind)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return compilePolicy(parsed.document, { name: kind })
}

const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
const caller = '111122223333'
const owner = '444455556666'

/** A user whose own policy and the bucket's both allow; only the owner's account is under a resource control policy. */
const call = {
  context: new Map(),
  caller: {
    principal: {
      kind: 'user',
      partition: 'aws',
      account: caller,
      arn: `arn:aws:iam::${caller}:user/u`,
      id: 'AIDAU',
    },
    policies: { identity: [compile(allow, 'identity')] },
  },
} as unknown as Call

const controlled = [
  [
    compile({ Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: '*' }, 'resource-control'),
    compile({ ...allow, Principal: '*' }, 'resource'),
  ],
]
const ofOwner = (account: string) => (account === owner ? controlled : undefined)

const decideOn = (action: string, resourceAccount: string | undefined) =>
  decide(
    policyRequest(
      call,
      {
        action,
        resource: 'arn:aws:s3:::b/k',
        resourceAccount,
        resourcePolicy: compile({ ...allow, Principal: '*' }, 'resource'),
      },
      { resourceControlOf: ofOwner },
    ),
  )

test('the resource control policies of the owner hold for callers of other accounts', () => {
  const decision = decideOn('s3:DeleteObject', owner)
  assert.equal(decision.effect, 'explicit-deny')
  assert.equal(decision.effect === 'explicit-deny' && decision.by, 'resource control policy')
})

test('what they leave alone is allowed, and so is all in an account without any', () => {
  assert.equal(decideOn('s3:GetObject', owner).effect, 'allow')
  assert.equal(decideOn('s3:DeleteObject', undefined).effect, 'allow')
})
