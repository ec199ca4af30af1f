/** Credentials from a kubeconfig's exec plugin (client.authentication.k8s.io/v1 and v1beta1), kept until they expire. */
import type { Credential } from './connection.ts'
import { isObject, listOf, objectOf, textOf, valueAt, type JsonObject } from './json.ts'
import type { RunProgram } from './run-program.ts'

/** Who hands out credentials that change. */
export interface CredentialSource {
  readonly get: () => Promise<Credential>
  /** The server did not accept this one. */
  readonly refuse: (credential: Credential) => void
}

export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly installHint?: string
  /** What the plugin is told of the cluster, where the kubeconfig asks for that. */
  readonly cluster?: JsonObject
}

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']

/** Reads `exec` of a kubeconfig's user; throws on what cannot be done. */
export function readExecPlugin(exec: JsonObject, cluster: JsonObject): ExecPlugin {
  const apiVersion = textOf(exec['apiVersion']) ?? ''
  if (!versions.includes(apiVersion))
    throw new Error(
      `the kubeconfig's exec plugin is of apiVersion \`${apiVersion}\`, expected ${versions.join(' or ')}`,
    )
  const command = textOf(exec['command']) ?? ''
  if (command === '') throw new Error("the kubeconfig's exec plugin has no command")
  if (exec['interactiveMode'] === 'Always')
    throw new Error(
      "the kubeconfig's exec plugin wants a terminal (interactiveMode Always), and there is none",
    )
  const installHint = textOf(exec['installHint'])
  return {
    apiVersion,
    command,
    args: listOf(exec['args']).map(String),
    env: Object.fromEntries(
      listOf(exec['env']).map((each) => [
        String(valueAt(each, 'name')),
        textOf(valueAt(each, 'value')) ?? '',
      ]),
    ),
    ...(installHint !== undefined && { installHint }),
    ...(exec['provideClusterInfo'] === true && { cluster: clusterInfo(cluster) }),
  }
}

function clusterInfo(cluster: JsonObject): JsonObject {
  const names = [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority-data',
    'proxy-url',
  ]
  const extension = listOf(cluster['extensions']).find(
    (each) => valueAt(each, 'name') === 'client.authentication.k8s.io/exec',
  )
  return {
    ...Object.fromEntries(names.filter((name) => name in cluster).map((name) => [name, cluster[name]])),
    ...(extension !== undefined && { config: valueAt(extension, 'extension') }),
  }
}

export interface ExecNeeds {
  readonly run: RunProgram
  readonly now: () => number
}

/** One run serves all who ask meanwhile. */
export function createExecCredentials(plugin: ExecPlugin, { run, now }: ExecNeeds): CredentialSource {
  let known: { readonly credential: Credential; readonly expiresAt: number } | undefined
  let running: Promise<Credential> | undefined
  const renew = async (): Promise<Credential> => {
    const found = readExecCredential(
      plugin,
      await run(plugin.command, plugin.args, envOf(plugin), plugin.installHint),
    )
    known = found
    return found.credential
  }
  return {
    get: () => {
      if (known !== undefined && now() < known.expiresAt) return Promise.resolve(known.credential)
      running ??= renew().finally(() => (running = undefined))
      return running
    },
    refuse: (credential) => {
      if (known?.credential === credential) known = undefined
    },
  }
}

const envOf = ({ apiVersion, cluster, env }: ExecPlugin): Readonly<Record<string, string>> => ({
  ...env,
  KUBERNETES_EXEC_INFO: JSON.stringify({
    kind: 'ExecCredential',
    apiVersion,
    spec: { interactive: false, ...(cluster !== undefined && { cluster }) },
  }),
})

/** What it printed is never quoted: it may be half a credential. */
function readExecCredential(
  plugin: ExecPlugin,
  printed: string,
): { credential: Credential; expiresAt: number } {
  const named = `the kubeconfig's exec plugin \`${plugin.command}\``
  const object = parse(printed)
  if (!isObject(object) || object['kind'] !== 'ExecCredential')
    throw new Error(`${named} printed no ExecCredential`)
  if (object['apiVersion'] !== plugin.apiVersion)
    throw new Error(`${named} printed an ExecCredential of another apiVersion than ${plugin.apiVersion}`)
  const status = objectOf(object['status'])
  const token = textOf(status['token']) || undefined
  const cert = textOf(status['clientCertificateData']) || undefined
  const key = textOf(status['clientKeyData']) || undefined
  if ((cert === undefined) !== (key === undefined))
    throw new Error(`${named} printed only one of clientCertificateData and clientKeyData`)
  if (token === undefined && cert === undefined)
    throw new Error(`${named} printed neither a token nor a client certificate`)
  const expiresAt = Date.parse(textOf(status['expirationTimestamp']) ?? '')
  return {
    credential: {
      ...(token !== undefined && { token }),
      ...(cert !== undefined && key !== undefined && { certificate: { cert, key } }),
    },
    // One without an end is used until the server refuses it.
    expiresAt: Number.isNaN(expiresAt) ? Number.POSITIVE_INFINITY : expiresAt,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
