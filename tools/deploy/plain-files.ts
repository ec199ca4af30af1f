/** The chart's objects as plain YAML, and as a Kustomize base with an overlay for cert-manager. */
import { stringify } from 'yaml'
import { makeManifests, namespaceOf, readValues } from '../../src/kubernetes/install/index.ts'
import type { JsonObject } from '../../src/kubernetes/api/index.ts'
import { nameOf, patchBetween } from './patch-between.ts'

/** No name under .invalid can ever be somebody's registry (RFC 2606). */
export const placeholder = 'podpass.invalid/webhook'
const release = { namespace: 'pod-identity-webhook', manager: 'kubectl' }

export function plainFiles(): ReadonlyMap<string, string> {
  const base = manifestsOf('self-managed')
  const certManager = manifestsOf('cert-manager')
  const known = new Map(base.map((object) => [nameOf(object), object]))
  const added = certManager.filter((object) => !known.has(nameOf(object)))
  const patches = certManager.flatMap((object) => {
    const before = known.get(nameOf(object))
    const patch = before === undefined ? [] : patchBetween(before, object)
    if (patch.length === 0) return []
    const { kind, metadata } = object as { kind: string; metadata: { name: string } }
    return [{ target: { kind, name: metadata.name }, patch: stringify(patch, { lineWidth: 0 }) }]
  })
  const all = toYaml([namespaceOf(release, { hostNetwork: false }), ...base])
  const kustomization = (fields: object): string =>
    `${generated}${stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...fields }, { lineWidth: 0 })}`
  return new Map([
    ['webhook.yaml', `${generated}${hint}${all}`],
    ['kustomize/base/webhook.yaml', `${generated}${all}`],
    ['kustomize/base/kustomization.yaml', kustomization({ resources: ['webhook.yaml'] })],
    ['kustomize/cert-manager/certificates.yaml', `${generated}${toYaml(added)}`],
    [
      'kustomize/cert-manager/kustomization.yaml',
      kustomization({ resources: ['../base', 'certificates.yaml'], patches }),
    ],
  ])
}

const generated =
  '# Made from deploy/helm/podpass-webhook by tools/generate-deploy.ts; change the chart instead.\n'
const hint = `# Put your image in the place of ${placeholder} first: while no replica runs, pods of other namespaces wait.\n`

function manifestsOf(mode: string): readonly JsonObject[] {
  const read = readValues({ image: { repository: placeholder }, certificates: { mode } })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return makeManifests(read.values, release)
}

const toYaml = (objects: readonly JsonObject[]): string =>
  objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')
