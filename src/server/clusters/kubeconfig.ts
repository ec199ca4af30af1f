/** The kubeconfig of an embedded cluster: its address, its CA and the administrator's token. */
import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { stringify } from 'yaml'
import { writeAtomically } from '../data-directory.ts'
import { kubeconfigFile } from '../installation.ts'

export interface KubeconfigFacts {
  readonly cluster: string
  readonly server: string
  /** PEM. */
  readonly ca: string
  readonly token: string
}

export function writeKubeconfig(directory: string, facts: KubeconfigFacts): void {
  const path = kubeconfigFile(directory, facts.cluster)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeAtomically(path, stringify(kubeconfig(facts)))
}

export const removeKubeconfig = (directory: string, cluster: string): void =>
  rmSync(kubeconfigFile(directory, cluster), { force: true })

const kubeconfig = ({ cluster, server, ca, token }: KubeconfigFacts): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    { name: cluster, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
  ],
  users: [{ name: `admin@${cluster}`, user: { token } }],
  contexts: [{ name: cluster, context: { cluster, user: `admin@${cluster}` } }],
  'current-context': cluster,
})
