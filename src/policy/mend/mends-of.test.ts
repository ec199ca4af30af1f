import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Shared, WrittenQuestion } from '../case-file.test-support.ts'
import { readQuestion } from '../case-file.test-support.ts'
import { compilePolicy, type CompiledPolicy } from '../compile.ts'
import { contextOf } from '../context.ts'
import { decide } from '../decide.ts'
import type { PolicyKind } from '../document/model.ts'
import { parsePolicy } from '../document/parse.ts'
import { requests } from '../generated-requests.test-support.ts'
import type { PolicyRequest } from '../types.ts'
import { mendsOf } from './mends-of.ts'
import type { Mend } from './mend.ts'

/** The generated trust policies speak of any service, so they are read as policies of resources. */
const compiled = (document: unknown, kind: PolicyKind, name: string): CompiledPolicy => {
  const parsed = parsePolicy(JSON.stringify(document), kind === 'identity' ? kind : 'resource')
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return compilePolicy({ ...parsed.document, kind }, { name })
}

/** As whoever follows the advice does it: by the text of the proposed policies. */
function follow(request: PolicyRequest, mends: readonly Mend[]): PolicyRequest {
  let { policies } = request
  for (const mend of mends) {
    if (mend.kind !== 'policy') continue
    if (mend.policyType === 'identity-based policy')
      policies = { ...policies, identity: [...policies.identity, compiled(mend.after, 'identity', 'mend')] }
    else {
      const kind = policies.resource?.document.kind ?? 'resource'
      policies = { ...policies, resource: compiled(mend.after, kind, policies.resource?.name ?? 'mend') }
    }
  }
  return { ...request, policies }
}

const runs = Number(process.env['POLICY_RUNS'] ?? 200)
const isPolicy = ({ kind }: Mend): boolean => kind === 'policy'

test('whoever follows the advice is let in; where there is none, whom to ask or how to call is said', () => {
  let followed = 0
  fc.assert(
    fc.property(requests, (request) => {
      const mends = mendsOf(request)
      if (decide(request).effect === 'allow') return assert.deepEqual(mends, [])
      assert.ok(mends.length > 0)
      if (!mends.every(isPolicy)) return assert.ok(!isPolicy(mends.at(-1)!))
      followed += 1
      assert.equal(decide(follow(request, mends)).effect, 'allow', JSON.stringify(mends))
    }),
    { numRuns: runs },
  )
  assert.ok(followed >= runs / 10, `${followed} of ${runs}`)
})

test('the advice lets no other call in', () => {
  fc.assert(
    fc.property(requests, requests, (request, other) => {
      const mends = mendsOf(request)
      if (mends.length === 0 || !mends.every(isPolicy)) return
      const { policies } = request
      for (const changed of [
        { ...request, action: other.action },
        { ...request, resource: other.resource },
        { ...request, principal: other.principal },
      ]) {
        if (decide({ ...changed, policies }).effect === 'allow') continue
        if (decide(follow(changed, mends)).effect !== 'allow') continue
        assert.equal(changed.action.toLowerCase(), request.action.toLowerCase())
        // What knows no resources is asked with a star; a trust policy speaks of the role that holds it.
        if (request.resource !== '*' && policies.resource?.document.kind !== 'trust')
          assert.equal(changed.resource, request.resource)
      }
    }),
    { numRuns: runs },
  )
})

const provider = 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A'
const trust = (subject: string, extra: object = {}) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'oidc.example.com/id/A:sub': subject,
          'oidc.example.com/id/A:aud': 'sts.amazonaws.com',
          ...extra,
        },
      },
    },
  ],
})

const exchange = (document: object): PolicyRequest => ({
  principal: { kind: 'web-identity', provider },
  action: 'sts:AssumeRoleWithWebIdentity',
  resource: 'arn:aws:iam::111122223333:role/app',
  resourceAccount: '111122223333',
  context: contextOf({
    'oidc.example.com/id/A:sub': 'system:serviceaccount:default:aws-test',
    'oidc.example.com/id/A:aud': 'sts.amazonaws.com',
  }),
  policies: { identity: [], resource: compiled(document, 'trust', 'trust'), resourceRequired: true },
})

test('a trust policy that wants another subject gets this one beside it', () => {
  const document = trust('system:serviceaccount:prod:aws-test')
  const subjects = ['system:serviceaccount:prod:aws-test', 'system:serviceaccount:default:aws-test']
  const after = structuredClone(document)
  Object.assign(after.Statement[0]!.Condition.StringEquals, { 'oidc.example.com/id/A:sub': subjects })
  assert.deepEqual(mendsOf(exchange(document)), [
    {
      kind: 'policy',
      policyType: 'resource-based policy',
      holder: 'arn:aws:iam::111122223333:role/app',
      before: document,
      after,
      words: 'add `system:serviceaccount:default:aws-test` to oidc.example.com/id/A:sub',
    },
  ])
})

test('a trust policy of another provider gets a statement that holds subject and audience', () => {
  const document = JSON.parse(JSON.stringify(trust('x')).replaceAll('id/A', 'id/B')) as object
  const [mend] = mendsOf(exchange(document))
  assert.equal(mend?.kind, 'policy')
  assert.deepEqual(mend?.kind === 'policy' && mend.after.Statement[1], {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        'oidc.example.com/id/A:sub': 'system:serviceaccount:default:aws-test',
        'oidc.example.com/id/A:aud': 'sts.amazonaws.com',
      },
    },
  })
})

test('a condition whose key the call does not bring is not given up', () => {
  const [mend] = mendsOf(
    exchange(trust('system:serviceaccount:default:aws-test', { 'aws:PrincipalOrgID': 'o-1' })),
  )
  assert.equal(mend?.kind, 'call')
  assert.match(mend.words, /the request has no `aws:PrincipalOrgID`/)
})

const file = JSON.parse(readFileSync(new URL('cases/mends.json', import.meta.url), 'utf8')) as {
  readonly with: Shared
  readonly cases: readonly (WrittenQuestion & { readonly mends: readonly Mend[] })[]
}

for (const one of file.cases)
  test(`advice: ${one.name}`, () => {
    assert.deepEqual(mendsOf(readQuestion(one, file.with)), one.mends)
  })
