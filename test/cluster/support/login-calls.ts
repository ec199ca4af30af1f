/** How people come to a cluster with an AWS identity: by the exec plugin of their kubeconfig, or with a token. */
import assert from 'node:assert/strict'
import { valueAt } from '../../../src/kubernetes/api/index.ts'
import type { Shell } from './aws.ts'
import type { Ran } from './kubectl.ts'
import type { LoginTarget } from './login-scene.ts'

type Words = readonly string[]

/** By the exec plugin, as people come. */
export const kubectl = ({ kubeconfig }: LoginTarget, shell: Shell, ...args: Words): Promise<Ran> =>
  shell.run('kubectl', ['--kubeconfig', kubeconfig, ...args])

export const withToken = (target: LoginTarget, shell: Shell, token: string, ...args: Words): Promise<Ran> => {
  const server = ['--insecure-skip-tls-verify', '--server', target.client.server]
  return shell.run('kubectl', ['--kubeconfig', '/dev/null', '--token', token, ...server, ...args])
}

export const tokenFor = async (shell: Shell, cluster: string): Promise<string> =>
  String(valueAt(await shell.aws('eks', 'get-token', '--cluster-name', cluster), 'status', 'token'))

const tokens = new Map<Shell, string>()

/** With one token for all that a shell asks: the plugin takes far longer than the question. */
export async function quickly(target: LoginTarget, shell: Shell, ...args: Words): Promise<Ran> {
  const token = tokens.get(shell) ?? (await tokenFor(shell, 'demo'))
  tokens.set(shell, token)
  return withToken(target, shell, token, ...args)
}

export async function may(target: LoginTarget, shell: Shell, ...args: Words): Promise<string> {
  const { code, stdout, stderr } = await quickly(target, shell, ...args)
  assert.equal(code, 0, stderr)
  return stdout
}

/** The user information of a SelfSubjectReview. */
export const whoami = async (target: LoginTarget, shell: Shell): Promise<unknown> =>
  valueAt(JSON.parse(await may(target, shell, 'auth', 'whoami', '-o', 'json')), 'status', 'userInfo')
