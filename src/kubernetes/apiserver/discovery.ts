/** What is served: versions, groups and resources, for kubectl and for clients that look before they ask. */
import type { JsonObject } from '../api/index.ts'
import { resources } from './resource.ts'

/** There are no API groups beside the core one. */
export const discovery: Readonly<Record<string, JsonObject>> = {
  '/api': {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [],
  },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: resources.flatMap(({ plural, singular, kind, namespaced, shortName, verbs, subresources }) => [
      { name: plural, singularName: singular, namespaced, kind, verbs, shortNames: [shortName] },
      ...subresources.map((sub) => ({
        name: `${plural}/${sub.name}`,
        singularName: '',
        namespaced,
        ...(sub.name === 'token' && { group: 'authentication.k8s.io', version: 'v1' }),
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ]),
  },
  // The version whose words this server takes over; the suffix keeps it from being mistaken for a real one.
  '/version': {
    major: '1',
    minor: '35',
    emulationMajor: '1',
    emulationMinor: '35',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '34',
    gitVersion: 'v1.35.4+podpass',
    gitCommit: '',
    gitTreeState: '',
    buildDate: '',
    goVersion: '',
    compiler: '',
    platform: '',
  },
}
