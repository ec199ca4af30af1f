import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { compilePolicy, parsePolicy } from '../../policy/index.ts'
import { judgeTrust } from './judge-trust.ts'

interface Case {
  readonly name: string
  readonly statement: unknown
  readonly audience?: string
  readonly says?: string
}

const cases = parse(readFileSync(new URL('./cases/trust.yaml', import.meta.url), 'utf8')) as readonly Case[]

const roleArn = 'arn:aws:iam::111122223333:role/web'
const provider = 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A'

for (const { name, statement, audience = 'sts.amazonaws.com', says } of cases)
  test(`trust: ${name}`, () => {
    const text = JSON.stringify({ Version: '2012-10-17', Statement: statement }).replaceAll(
      '"P"',
      `"${provider}"`,
    )
    const parsed = parsePolicy(text, 'trust')
    assert.ok(parsed.ok, JSON.stringify(parsed))
    const policy = compilePolicy(parsed.document, { name: roleArn })
    const subject = { roleArn, namespace: 'shop', serviceAccount: 'web', audience }
    assert.equal(judgeTrust(policy, subject, 'https://oidc.example.com/id/A'), says)
  })

test('a role or an issuer that is none is not judged', () => {
  const principal = { Federated: 'arn:aws:iam::111122223333:oidc-provider/x' }
  const statement = { Effect: 'Deny', Principal: principal, Action: 'sts:*' }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'trust')
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const policy = compilePolicy(parsed.document, { name: 'x' })
  const subject = { roleArn, namespace: 'shop', serviceAccount: 'web', audience: 'a' }
  assert.equal(judgeTrust(policy, { ...subject, roleArn: 'web' }, 'https://x'), undefined)
  assert.equal(judgeTrust(policy, subject, 'nowhere'), undefined)
  assert.equal(judgeTrust(policy, subject, 'https://x'), 'a statement of the trust policy denies it')
})
