/** The web identity exchange through the wire: tokens of a foreign issuer, good and bad, at roles that trust it and roles that do not. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import table from './cases/web-identity.json' with { type: 'json' }
import { findSecrets } from './support/find-secrets.ts'
import { play, playCase, openStage, type Case, type Stage, type Step } from './support/stage.ts'

const given: readonly Step[] = table.given
const cases = table.cases as unknown as readonly Partial<Case>[]

let stage: Stage
before(async () => {
  stage = await openStage()
  const { origin, overrides } = stage.issuers
  const discovery = (name: string): string => `/${name}/.well-known/openid-configuration`
  overrides.set(discovery('broken'), { status: 500 })
  overrides.set(discovery('redirecting'), {
    status: 302,
    headers: { location: `${origin}${discovery('app')}` },
  })
  overrides.set(discovery('liar'), {
    body: JSON.stringify({ issuer: `${origin}/app`, jwks_uri: `${origin}/app/keys` }),
  })
  overrides.set('/babbler/keys', { body: '<html>' })
  overrides.set('/flood/keys', { body: `{"keys":[${' '.repeat(4_000_000)}]}` })
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

for (const each of cases)
  test(`web identity: ${each.name}`, () =>
    playCase(stage, {
      name: '',
      token: {},
      call: 'sts:AssumeRoleWithWebIdentity',
      ...each,
      input: {
        RoleArn: 'arn:aws:iam::{account}:role/app',
        RoleSessionName: 'pod-1',
        ...each.input,
      },
    }))

test('an issuer is asked once for many tokens, and once more for each burst of unknown keys', () => {
  const keys = stage.issuers.asked.filter((path) => path === '/app/keys')
  assert.ok(keys.length >= 1 && keys.length <= 3, `asked ${keys.length} times`)
})

test('an issuer without a provider is never asked', () => {
  assert.deepEqual(
    stage.issuers.asked.filter((path) => path.startsWith('/nobody/')),
    [],
  )
})

test('no secret of anybody stands on disk in the clear', async () => {
  assert.ok(stage.secrets.size > 50, `${stage.secrets.size} secrets were given`)
  // The trail is written in batches.
  await wait(1500)
  const { found, looked } = findSecrets(stage)
  for (const folder of ['trail', 'decisions', 'state.sqlite'])
    assert.ok(
      looked.some((file) => file.startsWith(folder)),
      `nothing was looked at in ${folder}`,
    )
  assert.deepEqual(found, [])
})
