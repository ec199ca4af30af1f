import assert from 'node:assert/strict'
import { test } from 'node:test'
import { principals } from './case-file.test-support.ts'
import { compilePolicy, contextOf, decide, explain, parsePolicy } from './index.ts'

test('a statement of a resource policy that names nobody grants nobody anything', () => {
  // Only a document that no parser read as a resource's can hold one.
  const parsed = parsePolicy('{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', 'identity')
  assert.ok(parsed.ok)
  const request = {
    principal: principals['ec2']!,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::data/key',
    context: contextOf({}),
    policies: { identity: [], resource: compilePolicy(parsed.document, { name: 'bucket' }) },
  }
  const refused = { effect: 'implicit-deny', missing: 'resource-based policy', statements: [] }
  assert.deepEqual(decide(request), refused)
  assert.deepEqual(explain(request).decision, refused)
})
