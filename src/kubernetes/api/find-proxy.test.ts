import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findProxy, type Env } from './find-proxy.ts'

interface Case {
  readonly server: string
  readonly env: Env
  readonly proxy?: string
}

const cases = JSON.parse(
  readFileSync(new URL('cases/no-proxy.json', import.meta.url), 'utf8'),
) as readonly Case[]

for (const { server, env, proxy } of cases)
  test(`${server} with ${JSON.stringify(env)} is reached ${proxy === undefined ? 'directly' : 'by the proxy'}`, () =>
    assert.equal(findProxy(server, env), proxy))

test('a proxy of another kind is refused by name', () => {
  assert.throws(
    () => findProxy('https://api.example.com', { HTTPS_PROXY: 'socks5://proxy:1080' }),
    /HTTPS_PROXY/,
  )
})
