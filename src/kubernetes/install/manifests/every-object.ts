/** Whatever an installation of a name may have made, where nobody remembers how it was chosen. */
import type { JsonObject } from '../../api/index.ts'
import { readValues } from '../values/read-values.ts'
import type { Release } from '../values/values.ts'
import { makeManifests } from './make-manifests.ts'

export function everyObject(name: string, release: Release): readonly JsonObject[] {
  const objects = (['cert-manager', 'self-managed'] as const).flatMap((mode) => {
    const read = readValues({
      name,
      image: { repository: 'any' },
      certificates: { mode },
      roleMap: { enabled: true, entries: { 'any/any': {} } },
      podIdentities: { enabled: true },
      networkPolicy: { enabled: true },
      serviceMonitor: { enabled: true },
    })
    if (!read.ok) throw new TypeError(read.problems.join('; '))
    return makeManifests(read.values, release)
  })
  const titles = objects.map(({ apiVersion, kind, metadata }) =>
    JSON.stringify([apiVersion, kind, (metadata as JsonObject)['name']]),
  )
  return objects.filter((_, index) => titles.lastIndexOf(titles[index]!) === index)
}
