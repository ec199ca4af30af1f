import assert from 'node:assert/strict'
import { connect as connectTcp, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import type { KubernetesClient } from '../../kubernetes/api/index.ts'
import { openKubelet } from './open-kubelet.ts'

const exec = '/exec/team/app/main?command=id&output=1'

/** A port whose API server thinks about each caller until it is let go on, and then refuses. */
async function open(t: TestContext) {
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const faults: unknown[] = []
  const create = async () => {
    asked.resolve()
    await gate.promise
    return { ok: false, status: 401, reason: 'Unauthorized', message: '' }
  }
  const port = await openKubelet({
    name: 'node-a',
    address: { host: '127.0.0.1', port: 0 },
    client: { create } as unknown as KubernetesClient,
    node: () => undefined,
    onFault: (fault) => faults.push(fault),
  })
  t.after(() => port.close(0))
  return { port: port.port, asked: asked.promise, goOn: gate.resolve, faults }
}

interface Talk {
  readonly socket: TLSSocket
  /** Beneath it. */
  readonly wire: Socket
  readonly text: () => string
}

async function talk(t: TestContext, port: number): Promise<Talk> {
  const wire = connectTcp(port, '127.0.0.1')
  const socket = connect({ socket: wire, rejectUnauthorized: false })
  t.after(() => socket.destroy())
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  for (const each of [socket, wire]) each.on('error', () => undefined)
  await new Promise((resolve) => socket.once('secureConnect', resolve))
  return { socket, wire, text: () => text }
}

const upgrade = (...more: readonly string[]): string =>
  [
    `GET ${exec} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: upgrade',
    'upgrade: websocket',
    'authorization: Bearer not-a-token',
    ...more,
    '\r\n',
  ].join('\r\n')

const ended = (socket: TLSSocket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve))

test('who breaks off while its name is looked up does not take the node with it', async (t) => {
  const { port, asked, goOn, faults } = await open(t)
  const { socket, wire } = await talk(t, port)
  socket.write(upgrade())
  await asked
  wire.resetAndDestroy()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const next = await talk(t, port)
  next.socket.write(upgrade())
  goOn()
  await ended(next.socket)
  assert.match(next.text(), /^HTTP\/1\.1 401 /)
  assert.deepEqual(faults, [])
})

test('an upgrade that could be read in two ways is refused before anybody is asked', async (t) => {
  const { port, goOn, faults } = await open(t)
  goOn()
  for (const more of ['host: evil.example', 'transfer-encoding: gzip, chunked']) {
    const { socket, text } = await talk(t, port)
    socket.write(upgrade(more))
    await ended(socket)
    assert.match(text(), /^HTTP\/1\.1 400 /, more)
  }
  assert.deepEqual(faults, [])
})
