/** Reads a cluster's issuer documents from its API server, which shows them at its root, to those it knows, and each as its own kind. */
import { issuerUrlProblem, kubernetesJwksSuffix, discoverySuffix } from './issuer-url.ts'

export interface ClusterDocuments {
  readonly issuer: string
  readonly keySet: object
}

export type ReadDocument = (
  path: string,
  accept: string,
) => Promise<
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: { readonly code?: number; readonly message: string } }
>

export type ClusterDocumentsAnswer =
  | { readonly ok: true; readonly documents: ClusterDocuments }
  | { readonly ok: false; readonly problem: string }

export async function readClusterDocuments(read: ReadDocument): Promise<ClusterDocumentsAnswer> {
  const discovery = await read(discoverySuffix, 'application/json')
  if (!discovery.ok) return refuse(explain(discovery.problem))
  const { issuer } = discovery.value
  if (typeof issuer !== 'string') return refuse('the discovery document of the API server names no issuer')
  const fault = issuerUrlProblem(issuer)
  if (fault !== undefined)
    return refuse(
      `issuer \`${issuer}\` ${fault}; the API server is told its name by --service-account-issuer`,
    )
  // Asked for application/json it answers 406.
  const keySet = await read(kubernetesJwksSuffix, 'application/jwk-set+json')
  if (!keySet.ok) return refuse(explain(keySet.problem))
  return { ok: true, documents: { issuer, keySet: keySet.value } }
}

function explain({ code, message }: { readonly code?: number; readonly message: string }): string {
  if (code === 403)
    return `${message}; who reads it needs the ClusterRole system:service-account-issuer-discovery`
  return `the API server does not show its issuer documents: ${message}`
}

const refuse = (problem: string): ClusterDocumentsAnswer => ({ ok: false, problem })
