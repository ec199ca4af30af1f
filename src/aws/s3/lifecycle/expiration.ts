/** The x-amz-expiration header: when an object will go, and by which rule. */
import type { BucketDocument, ObjectDocument } from '../model.ts'
import { endOfObject } from './due.ts'

/** For the latest version alone; nothing where it never goes. */
export function expirationOf(
  { lifecycle }: Pick<BucketDocument, 'lifecycle'>,
  object: ObjectDocument,
): { readonly Expiration?: string } {
  const end = lifecycle && endOfObject(lifecycle.rules, object)
  if (end === undefined) return {}
  const date = new Date(end.at).toUTCString()
  return { Expiration: `expiry-date="${date}", rule-id="${encodeURIComponent(end.rule)}"` }
}
