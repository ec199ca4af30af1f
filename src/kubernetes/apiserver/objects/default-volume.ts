/** What kube-apiserver fills in where a volume says nothing. */
import type { JsonObject } from '../../api/index.ts'
import { changeMember, defaultReferences, mapList, present } from './defaults.ts'

export function defaultVolume(volume: JsonObject): JsonObject {
  const { name: _, ...sources } = volume
  if (Object.keys(sources).length === 0) return { ...volume, emptyDir: {} }
  const withModes = ['secret', 'configMap', 'projected', 'downwardAPI'].reduce(
    (changed, kind) => changeMember(changed, kind, (source) => ({ defaultMode: 420, ...source })),
    volume,
  )
  return changeMember(changeMember(withModes, 'projected', defaultProjected), 'downwardAPI', defaultFiles)
}

const defaultProjected = (projected: JsonObject): JsonObject => ({
  ...projected,
  ...present({
    sources: mapList(projected['sources'], (source) =>
      changeMember(
        changeMember(source, 'serviceAccountToken', (token) => ({ expirationSeconds: 3600, ...token })),
        'downwardAPI',
        defaultFiles,
      ),
    ),
  }),
})

const defaultFiles = (downward: JsonObject): JsonObject => ({
  ...downward,
  ...present({ items: mapList(downward['items'], defaultReferences) }),
})
