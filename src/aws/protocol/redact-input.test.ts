import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadModel, redactInput } from './index.ts'
import type { Values } from './index.ts'

const redact = (service: string, operation: string, input: Values, drop?: readonly string[]) =>
  redactInput(loadModel(service).operation(operation)!, input, drop)

describe('makes an input fit for the trail', () => {
  it('drops secrets and writes names as CloudTrail does', () => {
    const input = { RoleArn: 'arn', RoleSessionName: 's', WebIdentityToken: 'token', DurationSeconds: 900 }
    assert.deepEqual(redact('sts', 'AssumeRoleWithWebIdentity', input), {
      roleArn: 'arn',
      roleSessionName: 's',
      durationSeconds: 900,
    })
  })

  it('goes into lists and structures', () => {
    const input = { UserName: 'u', Tags: [{ Key: 'a', Value: 'b', Nonsense: 'c' }] }
    assert.deepEqual(redact('iam', 'TagUser', input), { userName: 'u', tags: [{ key: 'a', value: 'b' }] })
  })

  it('drops a password and what is named', () => {
    const input = { UserName: 'u', Password: 'secret', PasswordResetRequired: true }
    assert.deepEqual(redact('iam', 'CreateLoginProfile', input, ['PasswordResetRequired']), { userName: 'u' })
  })

  it('drops bodies and keys of S3 and calls the bucket by its name', () => {
    const input = { Bucket: 'b', Key: 'k', Body: Buffer.from('x'), SSECustomerKey: 'secret' }
    assert.deepEqual(redact('s3', 'PutObject', input), { bucketName: 'b', key: 'k' })
  })

  it('drops sensitive shapes of every service', () => {
    assert.deepEqual(redact('eks-auth', 'AssumeRoleForPodIdentity', { clusterName: 'c', token: 't' }), {
      clusterName: 'c',
    })
  })

  it('writes moments as text', () => {
    assert.deepEqual(redact('cloudtrail', 'LookupEvents', { StartTime: new Date(0) }), {
      startTime: '1970-01-01T00:00:00.000Z',
    })
  })
})
