/** Service-account tokens, asked of the cluster's API server as kubectl does. */
import { request, Agent } from 'node:https'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readBody } from '../../src/kit/index.ts'
import type { BenchedPodpass } from './podpass.ts'

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ]
  readonly users: readonly [{ readonly user: { readonly token: string } }]
}

export async function createTokens(
  { data }: BenchedPodpass,
  cluster: string,
  count: number,
): Promise<string[]> {
  const config = parse(readFileSync(join(data, 'kubeconfig', `${cluster}.yaml`), 'utf8')) as Kubeconfig
  const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: Buffer.from(ca, 'base64').toString() })
  const make = (): Promise<string> =>
    createToken(
      `${server}/api/v1/namespaces/default/serviceaccounts/default/token`,
      agent,
      config.users[0].user.token,
    )
  const tokens: string[] = []
  while (tokens.length < count) tokens.push(...(await Promise.all(Array.from({ length: 8 }, make))))
  agent.destroy()
  return tokens
}

async function createToken(url: string, agent: Agent, bearer: string): Promise<string> {
  const body = JSON.stringify({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: ['sts.amazonaws.com'] },
  })
  const answer = await new Promise<string>((resolve, reject) => {
    request(
      url,
      {
        agent,
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      },
      (response) => {
        readBody(response, 1 << 20).then((bytes) => resolve(Buffer.from(bytes).toString()), reject)
      },
    )
      .once('error', reject)
      .end(body)
  })
  return (JSON.parse(answer) as { status: { token: string } }).status.token
}
