import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadModel } from './load-model.ts'

const services = [
  'sts',
  'iam',
  'eks',
  's3',
  'cloudtrail',
  'cloudformation',
  'logs',
  'eks-auth',
  'organizations',
  'podpass',
]

describe('loads model tables', () => {
  for (const service of services)
    it(`links every operation of ${service}`, () => {
      const model = loadModel(service)
      assert.ok(model.operationNames.length > 0)
      for (const name of model.operationNames) assert.equal(model.operation(name)?.name, name)
    })

  it('gives the same model and operation each time', () => {
    assert.equal(loadModel('sts'), loadModel('sts'))
    assert.equal(loadModel('sts').operation('AssumeRole'), loadModel('sts').operation('AssumeRole'))
  })

  it('refuses a name that has no table, or is none', () => {
    for (const name of ['nothing', '../models/sts', 'STS', ''])
      assert.throws(() => loadModel(name), /there is no model of/)
  })

  it('has no operation by a name that every object has', () => {
    assert.equal(loadModel('sts').operation('constructor'), undefined)
    assert.equal(loadModel('sts').paginator('toString'), undefined)
  })

  it('knows which calls need no signature', () => {
    assert.equal(loadModel('sts').operation('AssumeRoleWithWebIdentity')?.authtype, 'none')
    assert.equal(loadModel('sts').operation('AssumeRole')?.authtype, undefined)
  })

  it('knows where bodies stream', () => {
    const s3 = loadModel('s3')
    assert.equal(s3.operation('PutObject')?.streamingInput, true)
    assert.equal(s3.operation('GetObject')?.streamingOutput, true)
    assert.equal(s3.operation('DeleteObjects')?.streamingInput, false)
    assert.equal(s3.operation('SelectObjectContent')?.eventStream, true)
  })

  it('knows errors by their wire code and how lists go on', () => {
    const iam = loadModel('iam')
    assert.equal(iam.error('NoSuchEntity')?.status, 404)
    assert.equal(iam.error('NoSuchEntityException'), undefined)
    assert.deepEqual(iam.paginator('ListRoles'), {
      inputToken: ['Marker'],
      outputToken: ['Marker'],
      limitKey: 'MaxItems',
      moreResults: 'IsTruncated',
      resultKey: ['Roles'],
    })
  })
})
