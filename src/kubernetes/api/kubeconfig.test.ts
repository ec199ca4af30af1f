import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { readKubeconfig } from './kubeconfig.ts'
import { inClusterConfig, loadKubeconfig } from './load-kubeconfig.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const config = (cluster: object = {}, user: object = { token: 't' }, more: object = {}): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [
      { name: 'one', context: { cluster: 'c', user: 'u' } },
      { name: 'two', context: { cluster: 'c', user: 'u', namespace: 'demo' } },
      { name: 'lost', context: { cluster: 'gone', user: 'u' } },
    ],
    'current-context': 'one',
    ...more,
  })

const files: Record<string, string> = { 'ca.crt': 'CA', cert: 'CERT', key: 'KEY', token: 'fresh\n' }
const readFile = (path: string): string => {
  if (files[path] === undefined) throw new Error(`no file ${path}`)
  return files[path]
}
const read = (text: string, more: object = {}) => readKubeconfig({ text, readFile, ...more })

test('the current context tells server, trust and credential', () => {
  const found = read(config({ 'certificate-authority-data': base64('CA'), 'tls-server-name': 'k' }))
  assert.ok(found.ok)
  const { token, ...client } = found.client
  assert.deepEqual([found.context, found.namespace, token?.()], ['one', 'default', 't'])
  assert.deepEqual(client, { server: 'https://127.0.0.1:6443', ca: 'CA', serverName: 'k' })
})

test('another context can be asked for', () => {
  const found = read(config(), { context: 'two' })
  assert.ok(found.ok && found.namespace === 'demo')
})

test('certificates and tokens are read from the files that are named', () => {
  const found = read(
    config(
      { 'certificate-authority': 'ca.crt' },
      { 'client-certificate': 'cert', 'client-key-data': base64('KEY'), token: 'old', tokenFile: 'token' },
    ),
  )
  assert.ok(found.ok)
  assert.deepEqual(
    [found.client.ca, found.client.certificate, found.client.token?.()],
    ['CA', { cert: 'CERT', key: 'KEY' }, 'fresh'],
  )
})

const refusals: readonly [string, string, string][] = [
  ['no YAML', 'a: [', 'the kubeconfig is not YAML'],
  ['another kind', 'kind: Pod', 'the kubeconfig is not of kind Config'],
  ['no context', config({}, {}, { 'current-context': '' }), 'the kubeconfig has no current-context'],
  ['an unknown context', config({}, {}, { 'current-context': 'x' }), 'the kubeconfig has no context `x`'],
  [
    'an unknown cluster',
    config({}, {}, { 'current-context': 'lost' }),
    'the kubeconfig has no cluster `gone`',
  ],
  [
    'plain HTTP',
    config({ server: 'http://127.0.0.1' }),
    "the kubeconfig's server `http://127.0.0.1` is not below https://",
  ],
  ['no URL', config({ server: 'x' }), "the kubeconfig's server `x` is not below https://"],
  [
    'a SOCKS proxy',
    config({ 'proxy-url': 'socks5://p' }),
    "the kubeconfig's proxy-url is no http:// or https://",
  ],
  [
    'no verification',
    config({ 'insecure-skip-tls-verify': true }),
    'the kubeconfig asks for insecure-skip-tls-verify',
  ],
  [
    'a plugin of an unknown version',
    config({}, { exec: { command: 'aws' } }),
    "the kubeconfig's exec plugin is of apiVersion ``",
  ],
  [
    'a password',
    config({}, { username: 'a', password: 'b' }),
    "the kubeconfig's user has `username`, which is not supported",
  ],
  ['impersonation', config({}, { as: 'a' }), "the kubeconfig's user has `as`, which is not supported"],
  [
    'half a pair',
    config({}, { 'client-certificate': 'cert' }),
    "the kubeconfig's user has only one of client-certificate and client-key",
  ],
  ['a file that is not there', config({ 'certificate-authority': 'nope' }), 'no file nope'],
]
for (const [name, text, problem] of refusals)
  test(`a kubeconfig with ${name} is refused`, () => {
    const found = read(text)
    assert.ok(!found.ok && found.problem.startsWith(problem), found.ok ? '' : found.problem)
  })

test('a proxy is the kubeconfig’s own, or else the environment’s', () => {
  const env = { HTTPS_PROXY: 'http://of-env' }
  const server = 'https://api.example.com'
  const proxyOf = (cluster: object): string | undefined => {
    const found = read(config({ server, ...cluster }), { env })
    return found.ok ? found.client.proxy : found.problem
  }
  assert.equal(proxyOf({}), 'http://of-env')
  assert.equal(proxyOf({ 'proxy-url': 'http://own:3128' }), 'http://own:3128')
  // Its own proxy goes before even for the machine itself, as in kubectl.
  assert.equal(proxyOf({ server: 'https://127.0.0.1', 'proxy-url': 'http://own' }), 'http://own')
})

test('a client certificate that lies in files is read anew each time', () => {
  const found = read(config({}, { 'client-certificate': 'cert', 'client-key': 'key' }))
  assert.ok(found.ok)
  assert.deepEqual(found.client.readCertificate?.(), { cert: 'CERT', key: 'KEY' })
})

test('certificates go unverified at the user’s word alone', () => {
  const found = read(config({ 'insecure-skip-tls-verify': true }), { allowInsecure: true })
  assert.ok(found.ok && found.client.insecure === true)
})

test('a kubeconfig on disk names its files relative to itself, and a pod’s token is read anew each time', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-test-'))
  context.after(() => rmSync(directory, { recursive: true }))
  mkdirSync(join(directory, 'pki'))
  writeFileSync(join(directory, 'pki', 'ca.crt'), 'CA')
  writeFileSync(join(directory, 'config'), config({ 'certificate-authority': 'pki/ca.crt' }))
  const found = loadKubeconfig(join(directory, 'config'))
  assert.ok(found.ok && found.client.ca === 'CA')
  const missing = loadKubeconfig(join(directory, 'nope'))
  assert.ok(!missing.ok && missing.problem.endsWith('ENOENT'))

  writeFileSync(join(directory, 'ca.crt'), 'CA')
  writeFileSync(join(directory, 'token'), 'one\n')
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
  const facts = inClusterConfig({ env, directory })
  assert.equal(facts?.server, 'https://[fd00::1]:443')
  assert.equal(facts.token?.(), 'one')
  writeFileSync(join(directory, 'token'), 'two\n')
  assert.equal(facts.token?.(), 'two')
  writeFileSync(join(directory, 'ca.crt'), 'NEW CA')
  assert.deepEqual([facts.ca, facts.readCa?.()], ['CA', 'NEW CA'])
  assert.equal(inClusterConfig({ env: {}, directory }), undefined)
})
