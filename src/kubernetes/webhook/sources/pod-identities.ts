/** The ServiceAccounts that have an EKS Pod Identity association, as the file of `--watch-container-credentials-config` lists them. */
import { isObject, textOf } from '../../api/index.ts'

export type ReadPodIdentities =
  | { readonly ok: true; readonly keys: ReadonlySet<string>; readonly problems: readonly string[] }
  | { readonly ok: false; readonly problem: string }

/** `{"identities":[{"namespace":"foo","serviceAccount":"bar"}]}`; an empty text lists nobody. */
export function readPodIdentities(text: string): ReadPodIdentities {
  if (text.trim() === '') return { ok: true, keys: new Set(), problems: [] }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'it is not JSON' }
  }
  if (!isObject(document)) return { ok: false, problem: 'it is not a JSON object' }
  const identities = document['identities'] ?? []
  if (!Array.isArray(identities)) return { ok: false, problem: '`identities` is not a list' }
  const keys = new Set<string>()
  const problems: string[] = []
  for (const [index, identity] of identities.entries()) {
    const [namespace, name] = isObject(identity)
      ? [textOf(identity['namespace']), textOf(identity['serviceAccount'])]
      : []
    if (namespace && name) keys.add(keyOf(namespace, name))
    else problems.push(`identities[${index}] names no namespace and serviceAccount`)
  }
  return { ok: true, keys, problems }
}

export const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`
