/** A whole podpass in this process, on a directory and ports of its own, and the AWS SDK's clients for its callers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { EKSClient } from '@aws-sdk/client-eks'
import { IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import { startServer, type RunningServer, type ServerConfig } from '../../../src/server/index.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface Clients {
  readonly sts: STSClient
  readonly iam: IAMClient
  readonly s3: S3Client
  readonly eks: EKSClient
  readonly cloudtrail: CloudTrailClient
}

export interface Installation {
  readonly server: RunningServer
  readonly endpoint: string
  readonly account: string
  readonly region: string
  readonly admin: Credentials
  clientsOf(credentials: Credentials): Clients
  stop(): Promise<void>
}

export interface InstallationOptions extends Partial<ServerConfig> {
  /** Joins each client before it is used. */
  readonly prepare?: (client: Clients[keyof Clients]) => void
}

export async function openInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const { prepare, ...config } = options
  const directory = mkdtempSync(join(tmpdir(), 'podpass-e2e-'))
  const server = await startServer({
    dataDirectory: join(directory, 'data'),
    listen: { host: '127.0.0.1', port: 0 },
    region: 'us-east-1',
    allowPrivateIssuers: true,
    ...config,
  })
  const { accessKeyId, secretAccessKey, account, region } = server.admin
  const { endpoint } = server.runtime
  const known = new Map<Credentials, Clients>()
  return {
    server,
    endpoint,
    account,
    region,
    admin: { accessKeyId, secretAccessKey },
    clientsOf: (credentials) => {
      const found = known.get(credentials)
      if (found !== undefined) return found
      const clients = openClients(endpoint, region, credentials)
      if (prepare !== undefined) listClients(clients).forEach(prepare)
      known.set(credentials, clients)
      return clients
    },
    stop: async () => {
      for (const clients of known.values()) for (const client of listClients(clients)) client.destroy()
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const listClients = (clients: Clients): Clients[keyof Clients][] => Object.values(clients)

function openClients(endpoint: string, region: string, credentials: Credentials): Clients {
  const config = { endpoint, region, credentials, maxAttempts: 1 }
  return {
    sts: new STSClient(config),
    iam: new IAMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    eks: new EKSClient(config),
    cloudtrail: new CloudTrailClient(config),
  }
}
