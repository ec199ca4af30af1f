/** Kubeconfigs and in-cluster credentials as they lie on disk. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ClientFacts } from './client.ts'
import { findProxy } from './find-proxy.ts'
import type { Kubeconfig, KubeconfigSource } from './kubeconfig.ts'
import { readKubeconfig } from './kubeconfig.ts'

export function loadKubeconfig(
  path: string,
  options: Pick<KubeconfigSource, 'allowInsecure' | 'context' | 'env'> = {},
): Kubeconfig {
  try {
    const text = readFileSync(path, 'utf8')
    return readKubeconfig({
      env: process.env,
      ...options,
      text,
      readFile: (relative) => readFileSync(resolve(dirname(path), relative), 'utf8'),
      resolvePath: (relative) => resolve(dirname(path), relative),
    })
  } catch (error) {
    return { ok: false, problem: `cannot read the kubeconfig \`${path}\`: ${codeOf(error)}` }
  }
}

const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : 'unknown error')

export interface InClusterFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the ServiceAccount's token is projected. */
  readonly directory?: string
}

/** What a pod's own token gives; undefined outside of a cluster. */
export function inClusterConfig({
  env,
  directory = '/var/run/secrets/kubernetes.io/serviceaccount',
}: InClusterFacts): ClientFacts | undefined {
  const [host, port] = [env['KUBERNETES_SERVICE_HOST'], env['KUBERNETES_SERVICE_PORT']]
  if (!host || !port) return undefined
  const read = (name: string): string => readFileSync(`${directory}/${name}`, 'utf8')
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  const proxy = findProxy(server, env)
  return {
    server,
    ca: read('ca.crt'),
    // The kubelet replaces both while the pod runs: the certificates when the cluster's CA is rotated, the token hourly.
    readCa: () => read('ca.crt'),
    token: () => read('token').trim(),
    ...(proxy !== undefined && { proxy }),
  }
}
