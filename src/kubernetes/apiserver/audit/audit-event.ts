/** One line of the audit log: who wanted what, whether they might, and what became of it. https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
import type { HttpRequest } from '../../../kit/index.ts'
import { headerOf } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import type { Route } from '../route.ts'
import { verbOf } from '../route.ts'
import type { User } from '../user.ts'
import type { AuditNotes } from './audit-notes.ts'

export interface Happened {
  readonly id: string
  readonly request: HttpRequest
  /** Absent where nobody was recognised. */
  readonly user?: User
  readonly impersonated?: User
  readonly route: Route
  readonly watches: boolean
  readonly notes: AuditNotes
  readonly stage: 'ResponseStarted' | 'ResponseComplete'
  readonly status: JsonObject
  readonly receivedAt: number
  readonly now: number
}

export function auditEvent(happened: Happened): JsonObject {
  const { id, request, user, impersonated, route, watches, notes, stage, status } = happened
  const { annotations } = notes
  const userAgent = headerOf(request, 'user-agent')
  const reference = referenceOf(route, notes)
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: id,
    stage,
    requestURI: request.target,
    verb: verbIn(request, route, watches),
    user: user === undefined ? {} : userInfo(user),
    ...(impersonated !== undefined && { impersonatedUser: userInfo(impersonated) }),
    sourceIPs: [request.peer.address],
    ...(userAgent !== undefined && { userAgent }),
    ...(reference !== undefined && { objectRef: reference }),
    responseStatus: status,
    requestReceivedTimestamp: microseconds(happened.receivedAt),
    stageTimestamp: microseconds(happened.now),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  }
}

/** As Go writes JSON: what means something in HTML is escaped. */
export const lineOf = (event: JsonObject): string =>
  JSON.stringify(event).replaceAll(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )

function verbIn(request: HttpRequest, route: Route, watches: boolean): string {
  const method = request.method.toLowerCase()
  if (route.kind === 'path') return method
  if (route.kind === 'resource' && route.verb !== undefined) return route.verb
  const name = route.kind === 'resource' ? route.name : (route.attributes?.name ?? '')
  return verbOf(request.method, name !== '', watches) ?? method
}

function referenceOf(route: Route, notes: AuditNotes): JsonObject | undefined {
  if (route.kind === 'path') return undefined
  const target = route.kind === 'no-resource' ? route.attributes : targetOf(route)
  if (target === undefined) return undefined
  const name = target.name === '' ? (notes.name ?? '') : target.name
  return {
    resource: target.plural,
    ...(target.namespace !== '' && { namespace: target.namespace }),
    ...(name !== '' && { name }),
    ...(target.group !== '' && { apiGroup: target.group }),
    apiVersion: 'v1',
    ...(target.subresource !== '' && { subresource: target.subresource }),
  }
}

const targetOf = ({ resource, subresource, namespace, name }: Extract<Route, { kind: 'resource' }>) => ({
  group: resource.group,
  plural: resource.plural,
  subresource: subresource?.name ?? '',
  namespace: resource.kind === 'Namespace' ? name : namespace,
  name,
})

const userInfo = ({ username, uid, groups, extra }: User): JsonObject => ({
  username,
  ...(uid !== undefined && { uid }),
  groups,
  ...(extra !== undefined && Object.keys(extra).length > 0 && { extra }),
})

const microseconds = (time: number): string => new Date(time).toISOString().replace('Z', '000Z')
