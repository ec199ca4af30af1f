import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { peerOf } from './incoming-request.ts'
import { selfSigned } from './self-signed.test-support.ts'

test('of a connection over TLS that is gone already its end is told, and nothing breaks', async (t) => {
  const server = createServer(await selfSigned())
  t.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const served = new Promise<TLSSocket>((resolve) => server.once('secureConnection', resolve))
  const { port } = server.address() as AddressInfo
  const client = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  client.on('error', () => undefined)
  t.after(() => client.destroy())
  const socket = await served
  socket.destroy()
  await new Promise((resolve) => socket.once('close', resolve))
  assert.deepEqual(peerOf(socket).tls, { version: '', cipher: '' })
})
