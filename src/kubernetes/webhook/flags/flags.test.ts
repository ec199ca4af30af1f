import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getCiphers } from 'node:tls'
import { defaultOptions } from '../options.ts'
import { idleFlags, readerOf, readOptions } from './settings.ts'
import { flags } from './table.ts'
import { readTls } from './tls.ts'
import { readFlagValue, type FlagValue } from './values.ts'

test('every flag of the upstream webhook is there with its default', () => {
  const upstream: Readonly<Record<string, string>> = {
    port: '443',
    'metrics-port': '9999',
    kubeconfig: '',
    'kube-api': '',
    'tls-key': '/etc/webhook/certs/tls.key',
    'tls-cert': '/etc/webhook/certs/tls.crt',
    'tls-cipher-suites': '',
    'tls-min-version': '',
    'in-cluster': 'true',
    'service-name': 'pod-identity-webhook',
    namespace: 'eks',
    'tls-secret': 'pod-identity-webhook',
    'annotation-prefix': 'eks.amazonaws.com',
    'token-audience': 'sts.amazonaws.com',
    'token-mount-path': '/var/run/secrets/eks.amazonaws.com/serviceaccount',
    'token-expiration': '86400',
    'aws-default-region': '',
    'sts-regional-endpoint': 'false',
    'watch-config-map': 'false',
    'compose-role-arn': 'false',
    'watch-container-credentials-config': '',
    'container-credentials-audience': 'pods.eks.amazonaws.com',
    'container-credentials-token-mount-path': '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount',
    'container-credentials-token-volume-name': 'eks-pod-identity-token',
    'container-credentials-token-path': 'eks-pod-identity-token',
    'container-credentials-full-uri': 'http://169.254.170.23/v1/credentials',
    'service-account-lookup-grace-period': '0s',
    'resync-period': '60s',
    'enable-debugging-handlers': 'false',
    v: '0',
    logtostderr: 'true',
    alsologtostderr: 'false',
    alsologtostderrthreshold: '',
    legacy_stderr_threshold_behavior: 'true',
    one_output: 'false',
    skip_log_headers: 'false',
    log_dir: '',
    log_file: '',
    log_file_max_size: '1800',
    skip_headers: 'false',
    add_dir_header: 'false',
  }
  const ours = new Map(flags.map(({ name, value }) => [name, value]))
  for (const [name, value] of Object.entries(upstream)) assert.equal(ours.get(name), value, name)
  for (const name of ['vmodule', 'stderrthreshold', 'log_backtrace_at']) assert.ok(ours.has(name), name)
  assert.equal(ours.size, flags.length, 'no name is there twice')
})

test('every default parses, and all of them together are the default options', () => {
  for (const flag of flags) assert.ok(readFlagValue(flag, flag.value).ok, flag.name)
  assert.deepEqual(readOptions(new Map()), { ok: true, options: defaultOptions })
})

const values: readonly (readonly [
  kind: 'text' | 'integer' | 'boolean' | 'duration',
  text: string,
  value?: FlagValue,
])[] = [
  ['integer', '443', 443],
  ['integer', '-1', -1],
  ['integer', '0x1bb', 443],
  ['integer', '0b11', 3],
  ['integer', '010', 8],
  ['integer', '1_000', 1000],
  ['integer', '0x_1bb', 443],
  ['integer', '1__0'],
  ['integer', '1_'],
  ['integer', '_1'],
  ['integer', '0', 0],
  ['integer', '08'],
  ['integer', ''],
  ['integer', '1.5'],
  ['integer', '99999999999999999999'],
  ['boolean', 'T', true],
  ['boolean', '0', false],
  ['boolean', 'yes'],
  ['boolean', ''],
  ['duration', '60s', 60_000],
  ['duration', '1m30s', 90_000],
  ['duration', '100ms', 100],
  ['duration', '1.5h', 5_400_000],
  ['duration', '0', 0],
  ['duration', '60'],
  ['duration', ''],
  ['duration', '1d'],
  ['duration', '1s x'],
  ['text', '', ''],
  ['text', 'a=b', 'a=b'],
]

for (const [kind, text, value] of values)
  test(`flag: ${kind} \`${text}\` ${value === undefined ? 'is refused' : `is ${value}`}`, () => {
    const read = readFlagValue({ kind }, text)
    assert.deepEqual(read.ok ? read.value : undefined, value)
  })

const settings = (given: Readonly<Record<string, FlagValue>>) => readOptions(new Map(Object.entries(given)))

test('flags become options', () => {
  const read = settings({
    'annotation-prefix': 'irsa.example.com',
    'token-expiration': 60,
    'compose-role-arn': true,
    'aws-account-id': '111122223333',
    'aws-partition': 'aws-cn',
    'role-arn-template': 'x',
    'role-arn-template-namespaces': ' a, b* ,',
    'aws-endpoint-url': 'https://aws.example.com',
    'aws-endpoint-ca-config-map': 'ca',
    'upstream-compatible': true,
  })
  assert.ok(read.ok)
  const { options } = read
  assert.deepEqual(
    { ...options, containerCredentials: undefined },
    {
      ...defaultOptions,
      containerCredentials: undefined,
      annotationPrefix: 'irsa.example.com',
      tokenExpiration: 600,
      account: '111122223333',
      composeRoleArn: { account: '111122223333', partition: 'aws-cn' },
      roleTemplate: { template: 'x', namespaces: ['a', 'b*'] },
      awsEndpoint: {
        url: 'https://aws.example.com',
        ca: {
          configMap: 'ca',
          key: 'ca.crt',
          mountPath: '/var/run/secrets/podpass/ca',
          variables: ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
        },
      },
      upstreamCompatible: true,
    },
  )
})

test('a CA that is published has a name without being given one, and may be a ClusterTrustBundle', () => {
  const common = { 'aws-endpoint-url': 'https://aws.example.com', 'aws-endpoint-ca-file': 'ca.pem' }
  const caOf = (more: Readonly<Record<string, FlagValue>>): unknown => {
    const read = settings({ ...common, ...more })
    return read.ok ? read.options.awsEndpoint?.ca : read.problem
  }
  const mountPath = '/var/run/secrets/podpass/ca'
  const variables = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS']
  assert.deepEqual(caOf({}), { configMap: 'podpass-ca.crt', key: 'ca.crt', mountPath, variables })
  assert.deepEqual(
    caOf({ 'aws-endpoint-ca-trust-bundle': 'podpass', 'aws-endpoint-ca-variables': 'SSL_CERT_FILE' }),
    { trustBundle: 'podpass', mountPath, variables: ['SSL_CERT_FILE'] },
  )
})

const senseless: readonly (readonly [given: Readonly<Record<string, FlagValue>>, problem: string])[] = [
  [{ 'aws-account-id': '1' }, '--aws-account-id `1` is not 12 digits'],
  [{ 'aws-partition': 'x' }, '--aws-partition `x` is not known'],
  [
    { 'role-arn-template': 'x' },
    '--role-arn-template needs --role-arn-template-namespaces: every pod there gets a role',
  ],
  [{ 'role-arn-template-namespaces': 'x' }, '--role-arn-template-namespaces goes with --role-arn-template'],
  [{ 'aws-endpoint-url': 'aws.example.com' }, '--aws-endpoint-url `aws.example.com` is not a URL'],
  [{ 'aws-endpoint-ca-config-map': 'x' }, '--aws-endpoint-ca-config-map goes with --aws-endpoint-url'],
  [{ 'aws-endpoint-ca-file': 'x' }, '--aws-endpoint-ca-file goes with --aws-endpoint-url'],
  [
    { 'aws-endpoint-url': 'https://x', 'aws-endpoint-ca-config-map': '../x' },
    '--aws-endpoint-ca-config-map `../x` is no name in Kubernetes',
  ],
  [
    { 'aws-endpoint-url': 'https://x', 'aws-endpoint-ca-key': 'a/b' },
    '--aws-endpoint-ca-key `a/b` is no key of a ConfigMap',
  ],
  [
    { 'aws-endpoint-url': 'https://x', 'aws-endpoint-ca-variables': 'PATH' },
    '--aws-endpoint-ca-variables: `PATH` is none of AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE',
  ],
  [
    { 'aws-endpoint-url': 'https://x', 'aws-endpoint-ca-namespaces': 'a=b' },
    '--aws-endpoint-ca-namespaces goes with --aws-endpoint-ca-file and a ConfigMap',
  ],
  [
    {
      'aws-endpoint-url': 'https://x',
      'aws-endpoint-ca-config-map': 'a',
      'aws-endpoint-ca-trust-bundle': 'b',
    },
    'the CA is in a ConfigMap or in a ClusterTrustBundle: one of --aws-endpoint-ca-config-map and --aws-endpoint-ca-trust-bundle',
  ],
]

for (const [given, problem] of senseless)
  test(`flags refused: ${problem}`, () => assert.deepEqual(settings(given), { ok: false, problem }))

test('flags without effect are told where they are given', () => {
  const given = new Map<string, FlagValue>([
    ['v', 5],
    ['log_dir', '/x'],
    ['resync-period', 1000],
    ['port', 1],
  ])
  assert.deepEqual(
    idleFlags(given).map(({ name }) => name),
    ['resync-period', 'log_dir'],
  )
  assert.equal(readerOf(given).number('v'), 5)
  assert.equal(readerOf(new Map()).number('service-account-lookup-grace-period'), 0)
})

const ciphers = getCiphers()
const tls13 = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256'

test('cipher suites and versions are read by the names of Go', () => {
  const of = (names: string, version: string) => readTls(names, version, ciphers)
  assert.deepEqual(of('', ''), { ok: true, tls: { unavailable: [] } })
  assert.deepEqual(of(' TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ,TLS_AES_128_GCM_SHA256', 'VersionTLS12'), {
    ok: true,
    tls: { ciphers: `${tls13}:ECDHE-RSA-AES128-GCM-SHA256`, minVersion: 'TLSv1.2', unavailable: [] },
  })
  assert.deepEqual(of('', '1.3'), { ok: true, tls: { minVersion: 'TLSv1.3', unavailable: [] } })
  assert.deepEqual(of('', 'VersionTLS10'), {
    ok: true,
    tls: { ciphers: 'DEFAULT:@SECLEVEL=0', minVersion: 'TLSv1', unavailable: [] },
  })
  assert.deepEqual(of('TLS_RSA_WITH_RC4_128_SHA,TLS_RSA_WITH_AES_128_CBC_SHA', ''), {
    ok: true,
    tls: { ciphers: `${tls13}:AES128-SHA`, unavailable: ['TLS_RSA_WITH_RC4_128_SHA'] },
  })
})

test('cipher suites and versions that nobody knows are refused', () => {
  const problems: readonly (readonly [string, string, string])[] = [
    ['TLS_FOO', '', '--tls-cipher-suites: cipher suite `TLS_FOO` is not known'],
    [
      'ECDHE-RSA-AES128-GCM-SHA256',
      '',
      '--tls-cipher-suites: cipher suite `ECDHE-RSA-AES128-GCM-SHA256` is not known',
    ],
    ['toString', '', '--tls-cipher-suites: cipher suite `toString` is not known'],
    ['TLS_RSA_WITH_RC4_128_SHA', '', '--tls-cipher-suites: none of these cipher suites is in this OpenSSL'],
    ['', '1.4', '--tls-min-version `1.4` is none of 1.0 to 1.3 and VersionTLS10 to VersionTLS13'],
    ['', 'TLS12', '--tls-min-version `TLS12` is none of 1.0 to 1.3 and VersionTLS10 to VersionTLS13'],
    [
      '',
      'VersionTLS1',
      '--tls-min-version `VersionTLS1` is none of 1.0 to 1.3 and VersionTLS10 to VersionTLS13',
    ],
  ]
  for (const [names, version, problem] of problems)
    assert.deepEqual(readTls(names, version, ciphers), { ok: false, problem })
})
