/** The web identity exchange through the wire: tokens of a foreign issuer, good and bad, at roles that trust it and roles that do not. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import table from './cases/web-identity.json' with { type: 'json' }
import { findSecrets } from './support/find-secrets.ts'
import { openForeignIssuers, type ForeignIssuers } from './support/foreign-issuer.ts'
import { play, playCase, openStage, type Case, type Stage, type Step } from './support/stage.ts'
import { makeToken } from './support/tokens.ts'

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

test('whoever holds another port of an issuer speaks not for it, though the provider vouches for the certificate', async () => {
  const other = await openForeignIssuers()
  try {
    const name = 'neighbour'
    await play(stage, {
      call: 'iam:CreateOpenIDConnectProvider',
      input: {
        Url: `{origin}/${name}`,
        ClientIDList: ['sts.amazonaws.com'],
        ThumbprintList: ['{thumbprint}', other.thumbprint],
      },
    })
    const Federated = `arn:aws:iam::{account}:oidc-provider/{host}/${name}`
    await play(stage, {
      call: 'iam:CreateRole',
      input: {
        RoleName: name,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Federated }, Action: 'sts:AssumeRoleWithWebIdentity' }],
        },
      },
    })
    const exchange = async (issuers: ForeignIssuers): Promise<void> =>
      playCase(stage, {
        name,
        call: 'sts:AssumeRoleWithWebIdentity',
        input: {
          RoleArn: `arn:aws:iam::{account}:role/${name}`,
          RoleSessionName: 'pod-1',
          WebIdentityToken: await makeToken(issuers, { issuer: name }),
        },
        ...(issuers === other && {
          refusal: `400 InvalidIdentityToken: No OpenIDConnect provider found in your account for ${other.origin}/${name}`,
        }),
      })
    await exchange(stage.issuers)
    await exchange(other)
    assert.deepEqual(other.asked, [])
  } finally {
    await other.close()
  }
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
