/** GET of one object. */
import type { HttpResponse } from '../../../kit/index.ts'
import { notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { findEntry, present } from '../objects/objects.ts'
import { json } from '../respond.ts'

export function get({ needs, resource, namespace, name }: Call): HttpResponse {
  const entry = findEntry(needs.store, needs, resource.plural, namespace, name)
  if (entry === undefined) throw notFound(resource.plural, name)
  return json(200, present(resource, entry.value, entry.revision))
}
