import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError, type SessionFacts } from '../protocol/index.ts'
import cases from './cases/assume-role.json' with { type: 'json' }
import {
  account,
  alice,
  chainedSession,
  defined,
  invoke,
  makeCall,
  makeWorld,
  now,
  roleArn,
  root,
  trustOfUser,
  type WorldPatch,
} from './fixture.test-support.ts'
import type { AssumeRoleOutput } from './operations/assume-role.ts'
import { trailCredentials } from './operations/credentials-output.ts'

interface Case {
  readonly name: string
  readonly caller?: 'root' | 'chained'
  readonly session?: Partial<SessionFacts>
  /** The caller's identity policy. */
  readonly policy?: unknown
  readonly input?: Readonly<Record<string, unknown>>
  readonly world?: WorldPatch
  readonly expect?: {
    readonly code?: string
    readonly status?: number
    readonly message?: string
    readonly output?: Readonly<Record<string, unknown>>
    readonly session?: Readonly<Record<string, unknown>>
    readonly packed?: boolean
  }
}

const everySts = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] }
const trustOfChain = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/first` },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    },
  ],
}

function callerOf({ caller, session, policy }: Case) {
  if (caller === 'root') return { principal: root }
  if (caller === 'chained')
    return { principal: chainedSession, session: session ?? {}, policy: policy ?? everySts }
  return { principal: alice, ...(session && { session }), ...(policy !== undefined && { policy }) }
}

for (const each of cases as readonly Case[])
  test(`AssumeRole: ${each.name}`, async () => {
    const world = await makeWorld(each.world ?? {}, each.caller === 'chained' ? trustOfChain : trustOfUser)
    const call = makeCall('AssumeRole', callerOf(each))
    const input = { RoleArn: roleArn, RoleSessionName: 'one', ...each.input }
    const answer = await invoke(world, input, call).catch((error: unknown) => error)
    const expected = each.expect ?? {}
    if (expected.code !== undefined) {
      assert.ok(answer instanceof AwsError, String(answer))
      assert.equal(answer.code, expected.code, answer.message)
      if (expected.status !== undefined) assert.equal(answer.status, expected.status)
      if (expected.message !== undefined) assert.equal(answer.text, expected.message)
      return
    }
    if (answer instanceof Error) throw answer
    const { Credentials: credentials, PackedPolicySize, ...output } = answer as AssumeRoleOutput
    if (expected.packed !== undefined) assert.equal(PackedPolicySize !== undefined, expected.packed)
    const name = input.RoleSessionName
    assert.deepEqual(output, {
      AssumedRoleUser: {
        AssumedRoleId: `AROAEXAMPLEEXAMPLE123:${name}`,
        Arn: `arn:aws:sts::${account}:assumed-role/app/${name}`,
      },
      ...expected.output,
    })
    const seconds = (each.input?.DurationSeconds as number | undefined) ?? 3600
    assert.equal(credentials.Expiration.getTime(), now + seconds * 1000)
    const opened = world.sts.openSession(credentials.AccessKeyId, credentials.SessionToken, now)
    assert.ok(opened.outcome === 'open')
    assert.equal(opened.secretAccessKey, credentials.SecretAccessKey)
    for (const [field, value] of Object.entries(expected.session ?? {}))
      assert.deepEqual(opened.session[field as 'tags'], value, field)
    const { AssumedRoleUser: user, SourceIdentity: sourceIdentity } = answer as AssumeRoleOutput
    assert.deepEqual(defined(call.notes.responseElements), {
      credentials: trailCredentials({
        accessKeyId: credentials.AccessKeyId,
        expiration: credentials.Expiration,
      }),
      assumedRoleUser: { assumedRoleId: user.AssumedRoleId, arn: user.Arn },
      ...(PackedPolicySize !== undefined && { packedPolicySize: PackedPolicySize }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    })
    assert.deepEqual(call.notes.resources, [{ arn: roleArn, accountId: account, type: 'AWS::IAM::Role' }])
    const noted = JSON.stringify(call.notes)
    assert.ok(!noted.includes(credentials.SecretAccessKey) && !noted.includes(credentials.SessionToken))
  })
