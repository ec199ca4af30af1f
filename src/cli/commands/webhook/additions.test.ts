import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { podpass, refuse, scratch } from '../../podpass.test-support.ts'

const api = '--kube-api https://127.0.0.1:1'
const refusals: readonly (readonly [words: string, code: 1 | 2, message: RegExp])[] = [
  [`${api} --report-interval 5s`, 2, /--report-interval: expected 1m at least/],
  [`${api} --check-trust --check-trust-issuer http://x`, 2, /--check-trust-issuer `http:\/\/x` is not below/],
  [`${api} --check-trust-issuer https://x`, 2, /--check-trust-issuer goes with --check-trust/],
  [`${api} --aws-endpoint-ca-file x`, 2, /--aws-endpoint-ca-file goes with --aws-endpoint-url/],
  [
    `${api} --aws-endpoint-url https://x --aws-endpoint-ca-file /nowhere`,
    1,
    /the CA in `\/nowhere` cannot be published: ENOENT/,
  ],
]

for (const [words, code, message] of refusals)
  test(`refused: webhook ${words}`, () => refuse(['webhook', ...words.split(' ')], code, message))

test('a file with a private key is not published', (context) => {
  const file = join(scratch(context), 'ca.pem')
  writeFileSync(file, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')
  const words = `webhook ${api} --aws-endpoint-url https://x --aws-endpoint-ca-file ${file}`
  return refuse(words.split(' '), 1, /it holds a private key/)
})

test('a ClusterTrustBundle of which nobody can tell whether it is served ends the start', async () => {
  const words = `webhook ${api} --aws-endpoint-url https://x --aws-endpoint-ca-trust-bundle x`
  const { code, stderr } = await podpass(words.split(' '))
  assert.equal(code, 1)
  assert.match(stderr, /^podpass: whether ClusterTrustBundles are served cannot be told: .*ECONNREFUSED.*\n$/)
})
