/** What clients send to a podpass, as bytes: exchanges of tokens and signed calls of the query protocol. */
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { sha256Hex } from '../../src/kit/index.ts'
import { signRequest } from '../../src/sigv4/index.ts'
import { post } from './load.ts'
import type { BenchedPodpass } from './podpass.ts'

/** A cluster called `bench`, its provider, and a role that its default ServiceAccount may take; gives the role's ARN. */
export async function prepareRole({ endpoint, admin }: BenchedPodpass): Promise<string> {
  const facts = { endpoint, region: admin.region, credentials: admin }
  const eks = new EKSClient(facts)
  const iam = new IAMClient(facts)
  const created = await eks.send(
    new CreateClusterCommand({
      name: 'bench',
      roleArn: `arn:aws:iam::${admin.account}:role/eks`,
      resourcesVpcConfig: { subnetIds: ['subnet-0a', 'subnet-0b'] },
    }),
  )
  const issuer = created.cluster!.identity!.oidc!.issuer!
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }),
  )
  const key = issuer.replace('https://', '')
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: OpenIDConnectProviderArn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${key}:aud`]: 'sts.amazonaws.com',
            [`${key}:sub`]: 'system:serviceaccount:default:default',
          },
        },
      },
    ],
  }
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'bench', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  return Role!.Arn!
}

export function exchangeRequest(port: number, roleArn: string, token: string): Buffer {
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'bench',
    WebIdentityToken: token,
  })
  return post(
    '/',
    { host: `127.0.0.1:${port}`, 'content-type': 'application/x-www-form-urlencoded' },
    form.toString(),
  )
}

/** A call of the query protocol, signed now. */
export function signedCall(
  { port, admin }: Pick<BenchedPodpass, 'port' | 'admin'>,
  service: 'iam' | 'sts',
  form: Readonly<Record<string, string>>,
): Buffer {
  const versions = { iam: '2010-05-08', sts: '2011-06-15' }
  const body = new URLSearchParams({ ...form, Version: versions[service] }).toString()
  const headers = { host: [`127.0.0.1:${port}`], 'content-type': ['application/x-www-form-urlencoded'] }
  const signed = signRequest(
    { method: 'POST', path: '/', query: '', headers },
    { identity: admin, region: admin.region, service, now: Date.now(), payloadHash: sha256Hex(body) },
  )
  const plain = Object.fromEntries(Object.entries(signed).map(([name, values]) => [name, values.join(',')]))
  return post('/', plain, body)
}
