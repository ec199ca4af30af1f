/** The AdmissionReview that a webhook is sent. */
import type { JsonObject } from '../../api/index.ts'
import { goTypeOf } from '../resources/resource.ts'
import type { Attributes } from './attributes.ts'

export function reviewOf(uid: string, attributes: Attributes): JsonObject {
  const { resource, subresource, namespace, name, operation, user, dryRun, options } = attributes
  const kind = {
    group: subresource?.group ?? resource.group,
    version: subresource?.version ?? resource.version,
    kind: subresource?.kind ?? resource.kind,
  }
  const target = { group: resource.group, version: resource.version, resource: resource.plural }
  const { username, uid: userUid, groups, extra } = user
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid,
      kind,
      resource: target,
      ...(subresource !== undefined && { subResource: subresource.name }),
      requestKind: kind,
      requestResource: target,
      ...(subresource !== undefined && { requestSubResource: subresource.name }),
      ...(name !== '' && { name }),
      ...(namespace !== '' && { namespace }),
      operation,
      userInfo: {
        username,
        ...(userUid !== undefined && { uid: userUid }),
        groups,
        ...(extra !== undefined && { extra }),
      },
      object: attributes.object,
      oldObject: attributes.oldObject,
      dryRun,
      options,
    },
  }
}

/** The Go type of the object that is looked at. */
export const typeUnderReview = ({ resource, subresource }: Attributes): string =>
  goTypeOf({
    group: subresource?.group ?? resource.group,
    version: subresource?.version ?? resource.version,
    kind: subresource?.kind ?? resource.kind,
  })
