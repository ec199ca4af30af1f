/** Follows one request to its end, and writes its line. */
import type { HttpRequest, HttpResponse } from '../../../kit/index.ts'
import { headerOf } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import type { ApiError } from '../api-error.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { newUid } from '../objects/names.ts'
import type { Route } from '../route.ts'
import type { Caller } from '../user.ts'
import { auditEvent, lineOf, type Happened } from './audit-event.ts'
import { type AuditNotes, beginNotes } from './audit-notes.ts'
import { isAudited } from './audit-policy.ts'

export interface AuditTrail {
  readonly notes: AuditNotes
  /** Set once it is known. */
  caller: Caller | undefined
  end(response: HttpResponse): void
  refuse(error: ApiError): void
}

export function beginTrail(
  { audit, now, random }: Pick<ApiServerNeeds, 'audit' | 'now' | 'random'>,
  request: HttpRequest,
  { route, watches }: { readonly route: Route; readonly watches: boolean },
): AuditTrail {
  const receivedAt = now()
  const write = (stage: Happened['stage'], status: JsonObject): void => {
    const { caller, notes } = trail
    if (audit === undefined || !isAudited(route, caller?.user)) return
    const about = { request, route, watches, notes, stage, status, receivedAt, ...caller }
    audit(lineOf(auditEvent({ ...about, id: newUid(random), now: now() })))
  }
  const trail: AuditTrail = {
    notes: beginNotes(),
    caller: undefined,
    end: (response) => {
      // What goes on for long is told of at its start.
      const isLong = watches || response.onUpgraded !== undefined
      write(isLong ? 'ResponseStarted' : 'ResponseComplete', { metadata: {}, code: response.status })
    },
    refuse: ({ code, status }) => {
      if (trail.caller !== undefined) return write('ResponseComplete', statusOf(status))
      const attempted = headerOf(request, 'authorization') === undefined ? 'x509' : 'bearer'
      const message = `Authentication failed, attempted: ${attempted}`
      const reason = code === 401 ? 'Unauthorized' : status['reason']
      return write('ResponseStarted', {
        metadata: {},
        status: 'Failure',
        message: code === 401 ? message : status['message'],
        reason,
        code,
      })
    },
  }
  return trail
}

/** Without kind and apiVersion, as it stands within the event. */
const statusOf = (status: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(status).filter(([name]) => name !== 'kind' && name !== 'apiVersion'))
