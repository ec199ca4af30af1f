/** GET of many objects, page by page where the client asks for pages. */
import type { HttpResponse } from '../../../kit/index.ts'
import { noLongerKept } from '../api-error.ts'
import type { Call } from '../call.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { prefixOf, present } from '../objects/objects.ts'
import { answerList } from '../output/answer.ts'
import { qualified } from '../resources/resource.ts'
import { readContinue, writeContinue } from './continue-token.ts'
import { checkListOptions, hasSelector, numberOf, resourceVersionOf, selectorOf } from './select.ts'

export function list(call: Call): HttpResponse {
  const { needs, query, resource, namespace } = call
  checkListOptions(call, false)
  const asked = resourceVersionOf(call)
  // Of the past there is nothing but changes.
  if (query.get('resourceVersionMatch') === 'Exact' && asked !== needs.store.revision) throw noLongerKept()
  const selector = selectorOf(call)
  const limit = Math.max(0, numberOf(query, 'limit') ?? 0)
  const start = readContinue(query.get('continue') ?? '', needs.store.revision)
  const prefix = prefixOf(needs.cluster, qualified(resource), namespace)
  const entries = needs.store.list<KubernetesObject>(
    prefix,
    start === undefined ? {} : { after: prefix + start.after },
  )
  const matching = entries.filter((entry) => selector(entry.value))
  const page = limit === 0 ? matching : matching.slice(0, limit)
  const left = matching.length - page.length
  // Later pages come from the present state, so the list keeps the first page's version: a watch from there misses nothing.
  const revision = start?.revision ?? needs.store.revision
  return answerList(
    call,
    {
      resourceVersion: String(revision),
      ...(left > 0 && {
        continue: writeContinue({ revision, after: page.at(-1)!.key.slice(prefix.length) }),
        ...(!hasSelector(call) && { remainingItemCount: left }),
      }),
    },
    page.map((entry) => present(resource, entry.value, entry.revision)),
  )
}
