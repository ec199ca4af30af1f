import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePolicy, decide, explain, parsePolicy, type PolicyKind } from '../../policy/index.ts'
import { viewOf } from './decision-view.ts'
import type { DecidedAuthorization, DecisionRecord } from './needs.ts'

const management = '111111111111'
const caller = '222222222222'
const owner = '333333333333'
const role = `arn:aws:iam::${owner}:role/secretive`

const compile = (kind: PolicyKind, name: string, ...Statement: object[]) => {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), kind)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return compilePolicy(parsed.document, { name })
}
const mayAssume = compile('identity', 'own', { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' })
const nothing = compile('identity', 'own', { Effect: 'Allow', Action: 's3:*', Resource: '*' })
const trusts = (account: string, Condition: object = {}) =>
  compile('trust', role, {
    Sid: 'Innermost',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
    Condition,
  })

interface World {
  readonly identity?: typeof mayAssume
  readonly trust?: ReturnType<typeof trusts>
  readonly serviceControl?: readonly (readonly (typeof mayAssume)[])[]
  /** Allowed calls are explained where nobody made them. */
  readonly explained?: boolean
}

function recordOf({ identity = mayAssume, trust, serviceControl, explained = false }: World): DecisionRecord {
  const arn = `arn:aws:iam::${caller}:user/sam`
  const request = {
    principal: { kind: 'user', partition: 'aws', account: caller, arn, id: 'AIDASAM' },
    action: 'sts:AssumeRole',
    resource: role,
    resourceAccount: owner,
    context: new Map([['aws:resourcetag/team', ['vault']]]),
    policies: {
      identity: [identity],
      resourceRequired: true,
      ...(trust && { resource: trust }),
      ...(serviceControl && { serviceControl }),
    },
  } as const
  const decision = decide(request)
  const authorization: DecidedAuthorization = {
    action: request.action,
    resource: role,
    resourceAccount: owner,
    decision,
    // A role that is not there has no tags.
    context: trust === undefined ? {} : Object.fromEntries(request.context),
    ...((explained || decision.effect !== 'allow') && { explanation: explain(request) }),
  }
  return {
    requestId: 'r',
    eventId: 'e',
    time: 0,
    service: 'sts',
    operation: 'AssumeRole',
    region: 'us-east-1',
    account: caller,
    caller: { arn, account: caller },
    steps: [],
    authorizations: [authorization],
    outcome: { status: 403, code: 'AccessDenied' },
  }
}

const seenBy = (account: string, world: World): string =>
  JSON.stringify(viewOf(recordOf(world), { account, managementAccount: management }))

test('a role that does not trust, one that trusts on a condition and one that is not there look alike', () => {
  const missing = seenBy(caller, {})
  assert.equal(seenBy(caller, { trust: trusts(owner) }), missing)
  const asks = trusts(caller, { StringEquals: { 'sts:ExternalId': 'x' } })
  assert.equal(seenBy(caller, { trust: asks }), missing)
})

test('so do they to who has no permission of its own, whether they trust or not', () => {
  const missing = seenBy(caller, { identity: nothing })
  assert.equal(seenBy(caller, { identity: nothing, trust: trusts(caller) }), missing)
  assert.equal(seenBy(caller, { identity: nothing, trust: trusts(owner) }), missing)
})

test('the management account is told no more of a role that is not its own', () => {
  assert.doesNotMatch(seenBy(management, { trust: trusts(owner) }), /Innermost|vault|nearestMiss/)
})

test('the account of the role is told all of it', () => {
  assert.match(seenBy(owner, { trust: trusts(owner) }), /Innermost/)
})

test("a call that was allowed names the caller's own statements alone", () => {
  const seen = seenBy(caller, { trust: trusts(caller) })
  assert.match(seen, /"policyType":"identity-based policy"/)
  assert.doesNotMatch(seen, /Innermost|vault|resource-based/)
})

test('a member learns which policy of its organization denied, and only the management account what it says', () => {
  const arn = `arn:aws:organizations::${management}:policy/o-1/service_control_policy/p-1`
  const serviceControl = [
    [compile('service-control', arn, { Sid: 'Hidden', Effect: 'Deny', Action: 'sts:*', Resource: '*' })],
  ]
  const explanationSeenBy = (account: string): string => {
    const [each] = viewOf(recordOf({ serviceControl }), {
      account,
      managementAccount: management,
    }).authorizations
    return JSON.stringify(each!.explanation)
  }
  assert.match(explanationSeenBy(caller), new RegExp(arn))
  assert.doesNotMatch(explanationSeenBy(caller), /Hidden/)
  assert.match(explanationSeenBy(management), /Hidden/)
})

test('the explanation of an allowed call tells no more than that of a denied one', () => {
  const arn = `arn:aws:organizations::${management}:policy/o-1/service_control_policy/p-1`
  const serviceControl = [
    [compile('service-control', arn, { Sid: 'Hidden', Effect: 'Allow', Action: '*', Resource: '*' })],
  ]
  const seen = seenBy(caller, { trust: trusts(caller), serviceControl, explained: true })
  assert.match(seen, /allowed/)
  assert.doesNotMatch(seen, /Innermost|vault|resource-based|Hidden|does not allow/)
  const own = seenBy(owner, { trust: trusts(caller), serviceControl, explained: true })
  assert.match(own, /Innermost/)
  assert.doesNotMatch(own, /Hidden/)
})
