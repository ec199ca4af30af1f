/** Kubeconfig files: which server, whom to trust, as whom, by which way. What is not supported is refused by name. */
import { parseDocument } from 'yaml'
import type { ClientFacts } from './client.ts'
import { createExecCredentials, readExecPlugin } from './exec-plugin.ts'
import { findProxy, readProxyUrl, type Env } from './find-proxy.ts'
import type { JsonObject } from './json.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from './json.ts'
import { runProgram, type RunProgram } from './run-program.ts'

export interface KubeconfigSource {
  readonly text: string
  /** Reads a file that the kubeconfig names, by a path relative to its directory. */
  readonly readFile: (path: string) => string
  /** The context to take instead of the current one. */
  readonly context?: string
  /** Whether `insecure-skip-tls-verify` may be honoured. */
  readonly allowInsecure?: boolean
  /** Where HTTPS_PROXY and NO_PROXY stand; no proxy but the kubeconfig's own without it. */
  readonly env?: Env
  /** Completes the path of a plugin that is given relative to the kubeconfig. */
  readonly resolvePath?: (path: string) => string
  readonly run?: RunProgram
  readonly now?: () => number
}

export type Kubeconfig =
  | {
      readonly ok: true
      readonly client: ClientFacts
      /** The context's namespace, `default` when it names none. */
      readonly namespace: string
      readonly context: string
    }
  | { readonly ok: false; readonly problem: string }

export function readKubeconfig(source: KubeconfigSource): Kubeconfig {
  try {
    return read(source)
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : 'the kubeconfig cannot be read' }
  }
}

function read(source: KubeconfigSource): Kubeconfig {
  const config = parse(source.text)
  const context = source.context ?? textOf(config['current-context']) ?? ''
  if (context === '') throw new Error('the kubeconfig has no current-context')
  const chosen = find(config, 'contexts', 'context', context)
  const cluster = find(config, 'clusters', 'cluster', textOf(chosen['cluster']) ?? '')
  const userName = textOf(chosen['user']) ?? ''
  const user = userName === '' ? {} : find(config, 'users', 'user', userName)
  return {
    ok: true,
    context,
    namespace: textOf(chosen['namespace']) || 'default',
    client: { ...readCluster(cluster, source), ...readUser(user, cluster, source) },
  }
}

function parse(text: string): JsonObject {
  const config = parseJson(text) ?? parseYaml(text)
  if (!isObject(config) || config['kind'] !== 'Config')
    throw new Error('the kubeconfig is not of kind Config')
  return config
}

/** Programs write theirs in JSON, for which the reader of YAML need not be loaded. */
function parseJson(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function parseYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) throw new Error(`the kubeconfig is not YAML: ${error.message.split('\n')[0]}`)
  return document.toJS({ maxAliasCount: 100 })
}

function find(config: JsonObject, list: string, member: string, name: string): JsonObject {
  const entry = listOf(config[list]).find((each) => valueAt(each, 'name') === name)
  if (!isObject(entry)) throw new Error(`the kubeconfig has no ${member} \`${name}\``)
  return objectOf(entry[member])
}

function readCluster(cluster: JsonObject, source: KubeconfigSource): ClientFacts {
  const server = textOf(cluster['server']) ?? ''
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:')
    throw new Error(`the kubeconfig's server \`${server}\` is not below https://`)
  const ownProxy = textOf(cluster['proxy-url'])
  const proxy = ownProxy
    ? readProxyUrl(ownProxy, "the kubeconfig's proxy-url")
    : findProxy(server, source.env ?? {})
  const insecure = cluster['insecure-skip-tls-verify'] === true
  if (insecure && source.allowInsecure !== true)
    throw new Error(
      'the kubeconfig asks for insecure-skip-tls-verify, which sends credentials to whoever answers, and is refused',
    )
  const ca = readData(cluster, 'certificate-authority', source)
  const caFile = fileOf(cluster, 'certificate-authority')
  const serverName = textOf(cluster['tls-server-name'])
  return {
    server,
    ...(ca !== undefined && { ca }),
    ...(caFile !== undefined && { readCa: () => source.readFile(caFile) }),
    ...(proxy !== undefined && { proxy }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure && { insecure }),
  }
}

function readUser(user: JsonObject, cluster: JsonObject, source: KubeconfigSource): Partial<ClientFacts> {
  for (const way of ['auth-provider', 'username', 'as'])
    if (user[way]) throw new Error(`the kubeconfig's user has \`${way}\`, which is not supported`)
  if (isObject(user['exec'])) return readExec(user['exec'], cluster, source)
  const cert = readData(user, 'client-certificate', source)
  const key = readData(user, 'client-key', source)
  if ((cert === undefined) !== (key === undefined))
    throw new Error("the kubeconfig's user has only one of client-certificate and client-key")
  const token = textOf(user['token'])
  const tokenFile = textOf(user['tokenFile'])
  return {
    ...(cert !== undefined && key !== undefined && readCertificate(user, source, { cert, key })),
    ...(token !== undefined && { token: () => token }),
    // Read anew each time: it is renewed on disk. It goes before a token beside it, as in kubectl.
    ...(tokenFile !== undefined && { token: () => source.readFile(tokenFile).trim() }),
  }
}

/** Files are read anew each time: they are renewed on disk. */
function readCertificate(
  user: JsonObject,
  source: KubeconfigSource,
  certificate: { readonly cert: string; readonly key: string },
): Partial<ClientFacts> {
  const [certFile, keyFile] = [fileOf(user, 'client-certificate'), fileOf(user, 'client-key')]
  if (certFile === undefined || keyFile === undefined) return { certificate }
  return {
    certificate,
    readCertificate: () => ({ cert: source.readFile(certFile), key: source.readFile(keyFile) }),
  }
}

function readExec(exec: JsonObject, cluster: JsonObject, source: KubeconfigSource): Partial<ClientFacts> {
  const { resolvePath = (path) => path, run = runProgram, now = Date.now } = source
  const plugin = readExecPlugin(exec, cluster)
  // A bare name is looked up in PATH; a path lies beside the kubeconfig.
  const command = plugin.command.includes('/') ? resolvePath(plugin.command) : plugin.command
  return { credentials: createExecCredentials({ ...plugin, command }, { run, now }) }
}

function readData(object: JsonObject, name: string, source: KubeconfigSource): string | undefined {
  const data = textOf(object[`${name}-data`])
  if (data !== undefined && data !== '') return Buffer.from(data, 'base64').toString('utf8')
  const path = fileOf(object, name)
  return path === undefined ? undefined : source.readFile(path)
}

/** The file that is to be read, when the data does not stand in the kubeconfig itself. */
const fileOf = (object: JsonObject, name: string): string | undefined =>
  textOf(object[`${name}-data`]) ? undefined : textOf(object[name]) || undefined
