import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadKubeconfig } from '../../../kubernetes/api/index.ts'
import { podpass, program, scratch, start } from '../../podpass.test-support.ts'

interface Case {
  readonly words: readonly string[]
  readonly code: number
  readonly says: RegExp
}

const id = ['--cluster-id', 'demo']

const refusals: readonly Case[] = [
  { words: [], code: 2, says: /--cluster-id is needed/ },
  { words: [...id, '--partition', 'mars'], code: 2, says: /--partition `mars` is none of AWS/ },
  { words: [...id, '--sts-token-host', 'a'], code: 2, says: /--sts-token-host goes with --sts-endpoint/ },
  { words: [...id, '--sts-endpoint', 'ftp://a'], code: 2, says: /expected the URL of a server/ },
  { words: [...id, '--sts-endpoint', 'https://a/path'], code: 2, says: /expected the URL of a server/ },
  { words: [...id, '--backend-mode', 'CRD'], code: 2, says: /--backend-mode CRD is not supported/ },
  { words: [...id, '--backend-mode', 'Other'], code: 2, says: /backend-mode "Other" is not a valid mode/ },
  { words: [...id, '--backend-mode', 'File,MountedFile'], code: 2, says: /has duplicates/ },
  {
    words: [...id, '--backend-mode', 'EKSConfigMap'],
    code: 2,
    says: /outside of a cluster --kubeconfig is needed/,
  },
  { words: [...id, '--port', '70000'], code: 2, says: /expected a port/ },
  { words: [...id, '--config', '/nowhere'], code: 1, says: /cannot read `\/nowhere`: ENOENT/ },
  { words: [...id, '-v', 'loud'], code: 2, says: /--log-verbosity `loud`/ },
  { words: [...id, '--state-dir', '/dev/null/below'], code: 1, says: /^podpass: ENOTDIR/ },
]

for (const { words, code, says } of refusals)
  test(`says what is wrong with: authenticator ${words.join(' ')}`, async () => {
    const { code: ended, stderr } = await podpass(['authenticator', ...words])
    assert.deepEqual([ended, says.test(stderr)], [code, true], stderr)
  })

const post = (url: string, ca: string, body: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', ca }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    call.once('error', reject)
    call.end(body)
  })

test('init makes what the server then serves with, and the server knows a configuration file of upstream', async (t) => {
  const directory = scratch(t)
  const kubeconfig = join(directory, 'kubeconfig.yaml')
  const files = ['--state-dir', join(directory, 'state'), '--generate-kubeconfig', kubeconfig]
  const made = await podpass(['authenticator', 'init', ...id, ...files])
  assert.deepEqual([made.code, made.stderr], [0, ''])
  assert.match(made.stdout, /--authentication-token-webhook-config-file=/)
  const first = loadKubeconfig(kubeconfig)
  assert.ok(first.ok)
  assert.equal(first.client.server, 'https://127.0.0.1:21362/authenticate')

  const config = join(directory, 'config.yaml')
  writeFileSync(
    config,
    'clusterID: demo\nserver:\n  mapUsers:\n  - userARN: arn:aws:iam::111122223333:user/a\n    username: a\n  - username: b\n',
  )
  const server = start([
    ...program,
    'authenticator',
    'server',
    '--config',
    config,
    ...files,
    '--port=0',
    '--health-port=0',
  ])
  t.after(async () => {
    server.child.kill('SIGTERM')
    await server.ended
  })
  const [line] = await server.prints(/^.*serving on.*$/m)
  const { port, healthPort } = JSON.parse(line) as { port: number; healthPort: number }
  assert.match(server.printed(), /server\.mapUsers\[1\]: it has no userarn, so it does not count/)
  const second = loadKubeconfig(kubeconfig)
  assert.ok(second.ok)
  assert.deepEqual(
    [second.client.server, second.client.ca],
    [`https://127.0.0.1:${port}/authenticate`, first.client.ca],
  )
  const review = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token: 'k8s-aws-v1.junk' },
  }
  const answer = await post(second.client.server, second.client.ca!, JSON.stringify(review))
  assert.equal(answer.status, 403)
  assert.match(server.printed(), /access denied/)
  assert.equal(await (await fetch(`http://127.0.0.1:${healthPort}/healthz`)).text(), 'ok')
  const page = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text()
  assert.match(
    page,
    /^aws_iam_authenticator_authenticate_latency_seconds_count\{result="invalid_token"\} 1$/m,
  )
  assert.equal((await fetch(`http://127.0.0.1:${healthPort}/authenticate`, { method: 'POST' })).status, 404)
  assert.doesNotMatch(readFileSync(kubeconfig, 'utf8'), /PRIVATE KEY/)
})
