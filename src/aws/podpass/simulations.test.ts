import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, type Operation } from '../protocol/index.ts'
import { type DecisionRecord } from './index.ts'
import { management, member, setUp, record } from './podpass.test-support.ts'

const asked = { Action: 's3:GetObject', Resource: '*' }
const simulated = {
  principal: 'p',
  steps: [],
  authorizations: [{ ...asked, action: 's3:GetObject', resource: '*', decision: { effect: 'allow' } }],
  notes: [],
}

test('one asks about principals of the own account, the management account about all', async () => {
  const { ask, refused } = setUp({
    simulations: { simulate: async () => simulated, redecide: () => ({ notes: [] }) },
  })
  const about = (account: string) => ({ ...asked, Principal: `arn:aws:iam::${account}:user/alice` })
  for (const [asker, account] of [
    [member, member],
    [management, member],
    [management, management],
  ] as const)
    assert.equal(
      ((await ask('SimulateCall', about(account), asker)) as { Simulation: { outcome: string } }).Simulation
        .outcome,
      'allowed',
    )
  assert.equal(await refused('SimulateCall', about(management), member), 'AccessDeniedException')
  assert.equal(await refused('SimulateCall', about('999999999999'), member), 'AccessDeniedException')
  assert.equal(await refused('SimulateCall', about('999999999999')), 'ValidationException')
  assert.equal(await refused('SimulateCall', asked), 'ValidationException')
  assert.equal(await refused('SimulateCall', { ...asked, Principal: 'alice' }), 'ValidationException')
  assert.equal(await refused('SimulateCall', { ...asked, WebIdentityToken: 'a.b.c' }), 'ValidationException')
})

test('a failed check denies, whatever the policies say', async () => {
  const steps = [{ name: 'signature', passed: false, detail: 'is another key’s' }]
  const { ask } = setUp({
    simulations: { simulate: async () => ({ ...simulated, steps }), redecide: () => ({ notes: [] }) },
  })
  const answer = await ask('SimulateCall', { ...asked, Principal: `arn:aws:iam::${management}:root` })
  assert.equal((answer as { Simulation: { outcome: string } }).Simulation.outcome, 'denied')
})

test('the permission to simulate is asked on the principal', async () => {
  const { podpass } = setUp()
  const { authorize } = podpass.service.operations['SimulateCall'] as Operation<object>
  assert.ok(typeof authorize === 'function')
  const on = async (input: object) => (await authorize(input, {} as Call))[0]?.resource
  const Principal = `arn:aws:iam::${management}:user/alice`
  assert.deepEqual(
    [await on({ Principal }), await on({ Principal: 'alice' }), await on({})],
    [Principal, '*', '*'],
  )
})

test('a recorded call is decided again for its account alone', async () => {
  const { podpass, ask, refused } = setUp({
    simulations: {
      simulate: async () => assert.fail(),
      redecide: (_, each) => ({ decided: { ...each, decision: { effect: 'allow' } }, notes: ['anew'] }),
    },
  })
  const made = record({
    authorizations: [{ action: 's3:GetObject', resource: '*', decision: { effect: 'implicit-deny' } }],
  })
  podpass.record(made)
  const answer = (await ask('RedecideCall', { RequestId: made.requestId })) as {
    readonly Decision: DecisionRecord
    readonly Now: readonly { readonly decided: { readonly decision: { readonly effect: string } } }[]
  }
  assert.equal(answer.Decision.authorizations[0]?.decision.effect, 'implicit-deny')
  assert.equal(answer.Now[0]?.decided.decision.effect, 'allow')
  assert.equal(
    await refused('RedecideCall', { RequestId: made.requestId }, member),
    'ResourceNotFoundException',
  )
  assert.equal(await refused('RedecideCall', {}), 'ValidationException')
})
