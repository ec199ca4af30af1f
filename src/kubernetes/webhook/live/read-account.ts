/** What the webhook keeps of a ServiceAccount: its place and the annotations that are its own. */
import type { JsonObject } from '../../api/index.ts'
import { objectOf, textOf, valueAt } from '../../api/index.ts'
import type { Annotations } from '../identity.ts'
import { isOfInterest } from '../near-miss.ts'

export interface Account {
  /** `namespace/name`. */
  readonly key: string
  readonly annotations: Annotations
}

/** Whether an object in Kubernetes can have this name; what can not is never put into a path. */
export const isName = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text)

export const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

export function readAccount(account: JsonObject, prefix: string): Account {
  const [namespace, name] = ['namespace', 'name'].map(
    (each) => textOf(valueAt(account, 'metadata', each)) ?? '',
  )
  return { key: keyOf(namespace!, name!), annotations: ownAnnotations(account, prefix) }
}

/** Shared by the many accounts that have none, so that those cost their name alone. */
export const nothing: Annotations = Object.freeze({})

function ownAnnotations(account: JsonObject, prefix: string): Annotations {
  const annotations = objectOf(valueAt(account, 'metadata', 'annotations'))
  let kept: Record<string, unknown> | undefined
  for (const name of Object.keys(annotations))
    if (isOfInterest(name, prefix)) (kept ??= {})[name] = annotations[name]
  return kept ?? nothing
}
