/** Which groups, versions and resources are served, for kubectl and for clients that look before they ask. */
import type { JsonObject } from '../../api/index.ts'
import type { Resource, Subresource } from '../resources/resource.ts'
import { resources } from '../resources/resource.ts'

/** In the order in which kubectl looks a resource up. */
export const groups: readonly string[] = [...new Set(resources.map(({ group }) => group))]

const version = 'v1'

/** Plain documents by their paths. */
export const plainDocuments: Readonly<Record<string, JsonObject>> = {
  '/api': { kind: 'APIVersions', versions: [version], serverAddressByClientCIDRs: [] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: named().map(groupOf) },
  ...Object.fromEntries(
    named().map((group) => [`/apis/${group}`, { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) }]),
  ),
  ...Object.fromEntries(groups.map((group) => [pathOf(group), listOf(group)])),
}

function named(): readonly string[] {
  return groups.filter((group) => group !== '')
}

function pathOf(group: string): string {
  return group === '' ? '/api/v1' : `/apis/${group}/v1`
}

function groupOf(name: string): JsonObject {
  const only = { groupVersion: `${name}/${version}`, version }
  return { name, versions: [only], preferredVersion: only }
}

function listOf(group: string): JsonObject {
  const own = resources.filter((resource) => resource.group === group)
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: own.flatMap((resource) => [
      resourceEntry(resource),
      ...resource.subresources.map((sub) => subresourceEntry(resource, sub)),
    ]),
  }
}

function resourceEntry(resource: Resource): JsonObject {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories, storageVersionHash } = resource
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames !== undefined && { shortNames }),
    ...(categories !== undefined && { categories }),
    ...(storageVersionHash !== undefined && { storageVersionHash }),
  }
}

function subresourceEntry({ plural, namespaced }: Resource, sub: Subresource): JsonObject {
  return {
    name: `${plural}/${sub.name}`,
    singularName: '',
    namespaced,
    ...(sub.group !== undefined && { group: sub.group, version: sub.version }),
    kind: sub.kind,
    verbs: sub.verbs,
  }
}

/** All in one document, as kubectl of today asks for it. */
export const aggregated = (wanted: readonly string[]): JsonObject => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: wanted.map((group) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [
      {
        version,
        resources: resources.filter((resource) => resource.group === group).map(aggregatedEntry),
        freshness: 'Current',
      },
    ],
  })),
})

function aggregatedEntry(resource: Resource): JsonObject {
  const { plural, kind, namespaced, singular, verbs, shortNames, categories, subresources } = resource
  const responseKind = { group: '', version: '', kind }
  return {
    resource: plural,
    responseKind,
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames !== undefined && { shortNames }),
    ...(categories !== undefined && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((sub) => ({
        subresource: sub.name,
        responseKind: { group: sub.group ?? '', version: sub.version ?? '', kind: sub.kind },
        verbs: sub.verbs,
      })),
    }),
  }
}
