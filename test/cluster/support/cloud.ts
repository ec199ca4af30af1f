/** A podpass in this process, its administrator's clients, and roles for the ServiceAccounts of a real cluster. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { STSClient } from '@aws-sdk/client-sts'
import { startServer, type RunningServer, type ServerConfig } from '../../../src/server/index.ts'

export interface Cloud {
  readonly server: RunningServer
  readonly iam: IAMClient
  /** Signs nothing: the exchange takes a token alone. */
  readonly sts: STSClient
  registerIssuer(issuer: string, thumbprint: string): Promise<void>
  /** The ARN of a role that lists buckets, for the one subject. */
  createRole(name: string, issuer: string, subject: string): Promise<string>
  stop(): Promise<void>
}

export async function startCloud(wish: Pick<ServerConfig, 'adoptedClusters'> = {}): Promise<Cloud> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'podpass-cloud-'))
  const server = await startServer({
    dataDirectory,
    listen: { host: '127.0.0.1', port: 0 },
    region: 'eu-west-1',
    allowPrivateIssuers: true,
    ...wish,
  })
  const { accessKeyId, secretAccessKey, account, region } = server.admin
  const common = { endpoint: server.runtime.endpoint, region, maxAttempts: 1 }
  const iam = new IAMClient({ ...common, credentials: { accessKeyId, secretAccessKey } })
  const sts = new STSClient({ ...common, credentials: { accessKeyId: 'none', secretAccessKey: 'none' } })
  return {
    server,
    iam,
    sts,
    registerIssuer: async (issuer, thumbprint) => {
      await iam.send(
        new CreateOpenIDConnectProviderCommand({
          Url: issuer,
          ClientIDList: ['sts.amazonaws.com'],
          ThumbprintList: [thumbprint],
        }),
      )
    },
    createRole: async (name, issuer, subject) => {
      const provider = providerName(issuer)
      const made = await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
              Action: 'sts:AssumeRoleWithWebIdentity',
              Condition: {
                StringEquals: { [`${provider}:sub`]: subject, [`${provider}:aud`]: 'sts.amazonaws.com' },
              },
            },
          }),
        }),
      )
      await iam.send(
        new PutRolePolicyCommand({
          RoleName: name,
          PolicyName: 'list',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
          }),
        }),
      )
      return made.Role!.Arn!
    },
    stop: async () => {
      iam.destroy()
      sts.destroy()
      await server.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** A provider has neither scheme nor port. */
const providerName = (issuer: string): string => {
  const { hostname, pathname } = new URL(issuer)
  return `${hostname}${pathname.replace(/\/$/, '')}`
}
