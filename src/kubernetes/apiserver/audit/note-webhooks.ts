/** What admission webhooks did to a request, as the audit log tells it. https://kubernetes.io/docs/reference/labels-annotations-taints/audit-annotations/ */
import type { JsonObject } from '../../api/index.ts'
import type { Attributes } from '../admission/attributes.ts'
import type { Hook } from '../admission/stored-webhooks.ts'

export interface Turn {
  readonly hook: Hook
  /** 1 where a webhook looks again. */
  readonly round: number
}

/** Objects that hold what nobody is to read in a log. */
const secretive: readonly string[] = ['secrets', 'tokenreviews']

export function noteMutation(
  { notes, resource, subresource }: Attributes,
  { hook, round }: Turn,
  { mutated, patch }: { readonly mutated: boolean; readonly patch?: unknown },
): void {
  if (notes === undefined) return
  const { configuration, name: webhook, index } = hook
  const key = `webhook.admission.k8s.io/round_${round}_index_${index}`
  notes.annotations[`mutation.${key}`] = JSON.stringify({ configuration, webhook, mutated })
  if (!mutated || secretive.includes(resource.plural) || subresource?.name === 'token') return
  notes.annotations[`patch.${key}`] = JSON.stringify({
    configuration,
    webhook,
    patch,
    patchType: 'JSONPatch',
  })
}

/** That a webhook failed and was passed over: no other trace is left of it. */
export function noteFailedOpen(
  { notes }: Attributes,
  { hook, round }: Turn,
  kind: 'mutation' | 'validating',
): void {
  if (notes === undefined) return
  notes.annotations[`failed-open.${kind}.webhook.admission.k8s.io/round_${round}_index_${hook.index}`] =
    hook.name
}

/** A webhook's own annotations, with its name before them; a key that holds a slash is none. */
export function noteAnnotations({ notes }: Attributes, { name }: Hook, own: JsonObject): void {
  for (const [key, value] of Object.entries(own))
    if (
      notes !== undefined &&
      typeof value === 'string' &&
      /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(key)
    )
      notes.annotations[`${name}/${key}`] = value
}
