import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'yaml'
import { goodParameters, noon, tokenOf, urlOf } from '../login.test-support.ts'
import { readLoginToken } from './read-login-token.ts'
import { awsStsHosts, namedStsHosts } from './sts-hosts.ts'

interface Case {
  readonly name: string
  readonly token?: string
  readonly url?: string
  readonly pad?: number
  readonly host?: string
  readonly partition?: string
  readonly with?: Readonly<Record<string, string>>
  readonly without?: readonly string[]
  readonly lowerCase?: boolean
  readonly problem?: string
}

const cases = parse(readFileSync(new URL('../cases/tokens.yaml', import.meta.url), 'utf8')) as readonly Case[]

function textOf(each: Case): string {
  if (each.token !== undefined) return each.token
  if (each.url !== undefined) return tokenOf(each.url)
  const parameters = Object.entries({ ...goodParameters, ...each.with }).filter(
    ([name]) => each.without?.includes(name) !== true,
  )
  const named = parameters.map(
    ([name, value]) => [each.lowerCase ? name.toLowerCase() : name, value] as const,
  )
  return tokenOf(urlOf(each.host ?? 'sts.eu-west-1.amazonaws.com', named)).padEnd(each.pad ?? 0, 'A')
}

for (const each of cases)
  test(`${each.problem === undefined ? 'takes' : 'refuses'} ${each.name}`, () => {
    const hosts = awsStsHosts(each.partition ?? 'aws')!
    const read = readLoginToken(textOf(each), { hosts, now: noon })
    if (each.problem !== undefined)
      return assert.deepEqual(read, {
        ok: false,
        problem: `input token was not properly formatted: ${each.problem}`,
      })
    assert.ok(read.ok, read.ok ? '' : read.problem)
    assert.equal(read.token.accessKeyId, 'AKIAIOSFODNN7EXAMPLE')
    assert.equal(read.token.host, each.host ?? 'sts.eu-west-1.amazonaws.com')
    assert.equal(hosts.endpointOf(read.token.host).hostname, read.token.host)
  })

test('takes tokens for the one endpoint that is named, by its own scheme, and for no other', () => {
  const hosts = namedStsHosts({ endpoint: new URL('http://127.0.0.1:4566') })
  const read = (url: string) => readLoginToken(tokenOf(url), { hosts, now: noon })
  const parameters = Object.entries(goodParameters)
  const good = read(urlOf('127.0.0.1:4566', parameters, 'http'))
  assert.ok(good.ok)
  assert.equal(hosts.endpointOf('anything.example').href, 'http://127.0.0.1:4566/')
  for (const [url, problem] of [
    [urlOf('127.0.0.1:4566', parameters, 'https'), 'unexpected scheme "https" in pre-signed URL'],
    [urlOf('127.0.0.1:4567', parameters, 'http'), 'unexpected hostname "127.0.0.1:4567" in pre-signed URL'],
    [
      urlOf('sts.amazonaws.com', parameters, 'http'),
      'unexpected hostname "sts.amazonaws.com" in pre-signed URL',
    ],
  ] as const)
    assert.deepEqual(read(url), { ok: false, problem: `input token was not properly formatted: ${problem}` })
})

test('takes tokens for hosts by which clients know the endpoint, and calls the endpoint', () => {
  const hosts = namedStsHosts({
    endpoint: new URL('https://podpass.internal:8443/'),
    isKnown: (host) => host === 'sts.corp.example',
    schemes: ['https', 'http'],
  })
  const url = urlOf('sts.corp.example', Object.entries(goodParameters), 'http')
  assert.ok(readLoginToken(tokenOf(url), { hosts, now: noon }).ok)
  assert.equal(hosts.endpointOf('sts.corp.example').host, 'podpass.internal:8443')
})

test('there are no hosts of a partition that there is not', () => {
  assert.equal(awsStsHosts('aws-mars'), undefined)
  assert.equal(awsStsHosts('constructor'), undefined)
})

test('whatever a token holds, only hosts of STS come through, and no problem shows the token', () => {
  const hosts = awsStsHosts('aws')!
  const host = fc.oneof(
    fc.webAuthority({ withUserInfo: true, withPort: true, withIPv4: true, withIPv6: true }),
    fc.stringMatching(/^sts[.@:\\a-z0-9-]{0,30}amazonaws\.com[.@:/a-z]{0,10}$/),
  )
  fc.assert(
    fc.property(host, (authority) => {
      const token = tokenOf(urlOf(authority, Object.entries(goodParameters)))
      const read = readLoginToken(token, { hosts, now: noon })
      if (read.ok)
        assert.match(read.token.host, /^sts(-fips)?\.([a-z]+(-[a-z]+)+-\d\.)?(amazonaws\.com|api\.aws)$/)
      else assert.ok(!read.problem.includes(goodParameters['X-Amz-Signature']))
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(readLoginToken(`k8s-aws-v1.${text}`, { hosts, now: noon }).ok, false)
      assert.equal(readLoginToken(tokenOf(text), { hosts, now: noon }).ok, false)
    }),
  )
})
