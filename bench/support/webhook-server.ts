/** The webhook on a port of its own with ServiceAccounts in memory; writes its certificates into the folder given. */
import { copyFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createWebhook, defaultOptions } from '../../src/kubernetes/webhook/index.ts'
import { openLocalCa } from '../../src/server/certificates/index.ts'
import { adapt } from '../../src/server/listen/adapt.ts'

const folder = process.argv[2]!
const ca = await openLocalCa({ directory: folder, clock: Date.now })
const { key, cert } = await ca.issueServerCertificate({ names: ['localhost'], ips: ['127.0.0.1'] })
writeFileSync(join(folder, 'tls.key'), key)
writeFileSync(join(folder, 'tls.crt'), cert)
copyFileSync(join(folder, 'ca.crt'), join(folder, 'ca.pem'))

const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' }
const handler = createWebhook({
  options: { ...defaultOptions, defaultRegion: 'eu-west-1', regionalSts: true },
  findServiceAccount: async (_namespace, name) => (name.startsWith('plain') ? {} : annotations),
})
const server = createServer(
  { key, cert },
  adapt(handler, (fault) => console.error(fault)),
)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
