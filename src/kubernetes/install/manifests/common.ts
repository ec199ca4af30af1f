/** What the objects have in common: names, labels, the image. */
import type { JsonObject } from '../../api/index.ts'
import { chartVersion } from '../values/read-values.ts'
import type { Release, Values } from '../values/values.ts'

/** What every object is made from. */
export interface Wish {
  readonly values: Values
  readonly release: Release
}

export const selectorLabels = ({ values }: Wish): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': 'podpass-webhook',
  'app.kubernetes.io/instance': values.name,
})

export const labels = (wish: Wish): Readonly<Record<string, string>> => ({
  ...selectorLabels(wish),
  'app.kubernetes.io/version': chartVersion,
  'app.kubernetes.io/part-of': 'podpass',
  'app.kubernetes.io/managed-by': wish.release.manager,
  ...wish.values.labels,
})

/** Of an object in the installation's namespace. */
export const metadata = (wish: Wish, name = wish.values.name, annotations: JsonObject = {}): JsonObject => ({
  ...clusterMetadata(wish, annotations),
  name,
  namespace: wish.release.namespace,
})

/** Of an object without a namespace. */
export const clusterMetadata = (wish: Wish, annotations: JsonObject = {}): JsonObject => ({
  name: wish.values.name,
  labels: labels(wish),
  ...(hasMembers(annotations) && { annotations }),
})

export const secretName = ({ certificates, name }: Values): string => certificates.secretName || name

export function imageOf({ image }: Values): string {
  const { repository, digest, tag } = image
  return digest === '' ? `${repository}:${tag || chartVersion}` : `${repository}@${digest}`
}

export const hasMembers = (object: object): boolean => Object.keys(object).length > 0

/** Members in their order, as Go writes maps. */
export const sorted = <Value>(
  object: Readonly<Record<string, Value>>,
): readonly (readonly [string, Value])[] => Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1))
