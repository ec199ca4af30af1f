/** The families of services that word their refusals alike. */
import type { ServiceModel } from '../protocol/index.ts'

/** `s3` stands alone; the others follow their protocol. */
export type Family = 'query' | 's3' | 'json' | 'rest-json'

export function familyOf(model: ServiceModel): Family {
  const { protocol } = model.metadata
  return protocol === 'rest-xml' ? 's3' : protocol
}
