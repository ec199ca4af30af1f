import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serviceEnv } from './service-env.ts'

test('a Service is told by its address, its ports and their names', () => {
  const spec = {
    clusterIP: '10.100.53.19',
    ports: [
      { name: 'http-web', port: 3000 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ],
  }
  assert.deepEqual(serviceEnv([{ metadata: { name: 'guest-book' }, spec }]), {
    GUEST_BOOK_SERVICE_HOST: '10.100.53.19',
    GUEST_BOOK_SERVICE_PORT: '3000',
    GUEST_BOOK_SERVICE_PORT_HTTP_WEB: '3000',
    GUEST_BOOK_SERVICE_PORT_DNS: '53',
    GUEST_BOOK_PORT: 'tcp://10.100.53.19:3000',
    GUEST_BOOK_PORT_3000_TCP: 'tcp://10.100.53.19:3000',
    GUEST_BOOK_PORT_3000_TCP_PROTO: 'tcp',
    GUEST_BOOK_PORT_3000_TCP_PORT: '3000',
    GUEST_BOOK_PORT_3000_TCP_ADDR: '10.100.53.19',
    GUEST_BOOK_PORT_53_UDP: 'udp://10.100.53.19:53',
    GUEST_BOOK_PORT_53_UDP_PROTO: 'udp',
    GUEST_BOOK_PORT_53_UDP_PORT: '53',
    GUEST_BOOK_PORT_53_UDP_ADDR: '10.100.53.19',
  })
})

test('a Service without an address or without ports is not told', () => {
  const ports = [{ port: 80 }]
  assert.deepEqual(
    serviceEnv([
      { metadata: { name: 'a' }, spec: { clusterIP: 'None', ports } },
      { metadata: { name: 'b' }, spec: { ports } },
      { metadata: { name: 'c' }, spec: { clusterIP: '10.100.0.2' } },
    ]),
    {},
  )
})
