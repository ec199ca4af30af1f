/** Where machines and containers find credentials: the instance metadata of a node, and the URL of a container agent. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { keepInstance } from '../../../src/server/node/instance.ts'
import { openMetadata } from '../../../src/server/node/metadata.ts'
import type { Credentials, Installation } from './installation.ts'

export interface CredentialDoors {
  readonly instance: string
  readonly container: string
  close(): Promise<void>
}

export interface Held {
  readonly credentials: Credentials
  /** What a container has to show. */
  readonly token: string
  readonly folder: string
}

export async function openCredentialDoors(
  { account, region }: Installation,
  { credentials, token, folder }: Held,
): Promise<CredentialDoors> {
  const held = { ...credentials, sessionToken: credentials.sessionToken ?? '' }
  const expiresAt = Date.now() + 3_600_000
  const metadata = await openMetadata(
    {
      accountId: account,
      partition: 'aws',
      region,
      tokens: 'required',
      hopLimit: 1,
      roleArn: `arn:aws:iam::${account}:role/node`,
      credentials: () => Promise.resolve({ ok: true, credentials: { ...held, expiresAt } }),
    },
    keepInstance(join(folder, 'instance'), Date.now),
    '127.0.0.1',
  )
  const shown = {
    AccessKeyId: held.accessKeyId,
    SecretAccessKey: held.secretAccessKey,
    Token: held.sessionToken,
    Expiration: new Date(expiresAt).toISOString(),
  }
  const container = createServer(({ headers }, response) => {
    const welcome = headers.authorization === token
    response
      .writeHead(welcome ? 200 : 401, { 'content-type': 'application/json' })
      .end(JSON.stringify(welcome ? shown : { code: 'AccessDenied' }))
  })
  await new Promise<void>((resolve) => container.listen(0, '127.0.0.1', resolve))
  container.unref()
  const { host, port } = metadata.address
  return {
    instance: `http://${host}:${port}`,
    container: `http://127.0.0.1:${(container.address() as AddressInfo).port}/credentials`,
    close: async () => {
      container.closeAllConnections()
      container.close()
      await metadata.close()
    },
  }
}
