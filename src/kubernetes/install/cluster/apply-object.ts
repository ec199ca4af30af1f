/** Server-side apply of one object, as field manager `podpass`. */
import type { ApiAnswer, JsonObject, KubernetesClient } from '../../api/index.ts'
import { pathOfObject, titleOf } from './locate.ts'
import { failed, type Failed } from './needs.ts'

export const fieldManager = 'podpass'

export interface ApplyWish {
  /** Takes fields over from others. */
  readonly force: boolean
  /** Changes nothing and answers as if it had. */
  readonly dryRun?: boolean
}

export type Applied = { readonly ok: true; readonly value: JsonObject } | (Failed & { readonly code: number })

export async function applyObject(
  client: KubernetesClient,
  object: JsonObject,
  wish: ApplyWish,
): Promise<Applied> {
  const first = await send(client, object, wish)
  // What the running webhook wrote is as good as ours.
  const answer = isConflictWithOurselves(first) ? await send(client, object, { ...wish, force: true }) : first
  if (answer.ok) return { ok: true, value: answer.value }
  return { ...failed(`${titleOf(object)}: ${explain(object, answer)}`), code: answer.problem.code }
}

const send = (
  client: KubernetesClient,
  object: JsonObject,
  { force, dryRun }: ApplyWish,
): Promise<ApiAnswer> =>
  client.request('PATCH', pathOfObject(object), {
    query: { fieldManager, force: String(force), ...(dryRun === true && { dryRun: 'All' }) },
    // JSON is YAML.
    contentType: 'application/apply-patch+yaml',
    body: object,
  })

function isConflictWithOurselves(answer: ApiAnswer): boolean {
  if (answer.ok || answer.problem.code !== 409) return false
  const managers = [...answer.problem.message.matchAll(/conflicts? with "([^"]*)"/g)].map(([, name]) => name)
  return managers.length > 0 && managers.every((name) => name === 'podpass-webhook')
}

function explain(object: JsonObject, answer: Extract<ApiAnswer, { ok: false }>): string {
  const { code, message } = answer.problem
  const group = String(object['apiVersion']).split('/')[0]!
  if (code === 404 && group === 'cert-manager.io')
    return 'the cluster has no cert-manager: install it, or choose other certificates'
  if (code === 404 && group === 'monitoring.coreos.com')
    return 'the cluster has no Prometheus operator: install it, or leave serviceMonitor.enabled off'
  if (code === 409 && message.includes('conflict'))
    return `somebody else set fields that would be changed (${message}); --force-conflicts takes them over`
  return message
}
