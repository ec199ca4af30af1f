import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openHttp } from '../../../server/index.ts'
import { speak } from '../../../server/listen/speak.test-support.ts'
import { answerMetadata } from './node-role.ts'

const credentials = { roleName: 'node', document: '{}' }
const listener = await openHttp({
  handler: (request) => Promise.resolve(answerMetadata(request, 'token', credentials)),
  address: { host: '127.0.0.1', port: 0 },
  onFault: (fault) => assert.fail(String(fault)),
})
after(() => listener.close(0))

const ask = async (line: string, headers: readonly string[]): Promise<number | undefined> =>
  (
    await speak(
      `http://127.0.0.1:${listener.port}`,
      `${[`${line} HTTP/1.1`, ...headers, 'connection: close'].join('\r\n')}\r\n\r\n`,
    )
  ).statuses[0]

const path = '/latest/meta-data/iam/security-credentials/node'

test('the metadata are for whoever has asked for a token', async () => {
  assert.equal(await ask('PUT /latest/api/token', [`host: 127.0.0.1:${listener.port}`]), 200)
  const known = ['host: localhost', 'x-aws-ec2-metadata-token: token']
  assert.equal(await ask(`GET ${path}`, known), 200)
  assert.equal(await ask(`GET ${path}x`, known), 404)
  assert.equal(await ask(`GET ${path}`, ['host: localhost']), 401)
  assert.equal(await ask(`GET ${path}`, ['host: localhost', 'x-aws-ec2-metadata-token: other']), 401)
})

test('a page whose name was given this address gets nothing', async () => {
  for (const hosts of [['host: evil.example'], [], ['host: localhost', 'host: evil.example'], ['host:']])
    assert.equal(await ask('PUT /latest/api/token', hosts), 400, hosts.join())
})
