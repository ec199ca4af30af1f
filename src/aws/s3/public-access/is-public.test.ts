import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePolicy } from '../../../policy/index.ts'
import cases from './cases/is-public.json' with { type: 'json' }
import { isPublic } from './is-public.ts'

const allowed = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }

for (const { name, public: expected, statements } of cases)
  test(`a policy for ${name} is ${expected ? '' : 'not '}public`, () => {
    const Statement = statements.map((statement) => ({ ...allowed, ...statement }))
    const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'bucket')
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.problems[0].message)
    assert.equal(isPublic(parsed.document), expected)
  })
