/** A denial as the service that was called puts it. */
import { accountOf, arnOf, type Decision, denialText, type PolicyRequest } from '../../../policy/index.ts'
import { type Authorization, AwsError } from '../../protocol/index.ts'
import type { Family } from '../family.ts'

const codes: Readonly<Record<Family, readonly [code: string, status: number]>> = {
  query: ['AccessDenied', 403],
  s3: ['AccessDenied', 403],
  json: ['AccessDeniedException', 400],
  'rest-json': ['AccessDeniedException', 403],
}

export interface DeniedRequest {
  readonly family: Family
  readonly authorization: Authorization
  readonly request: PolicyRequest
  readonly decision: Decision
}

export function denialOf(denied: DeniedRequest): Error {
  const { authorization, decision, family } = denied
  if (authorization.refuse !== undefined) return authorization.refuse(decision)
  const [code, status] = codes[family]
  return new AwsError({ code, status, message: messageOf(denied), because: decision })
}

function messageOf({ family, authorization, request, decision }: DeniedRequest): string {
  if (family === 's3' && isStranger(request)) return 'Access Denied'
  return denialText({
    principalArn: arnOf(request.principal),
    request,
    decision,
    resourceLabel: authorization.resourceLabel,
    quoted: family === 's3',
    bare: authorization.denial === 'bare',
  })
}

/** S3 tells its reasons to callers of the resource's own account alone. */
function isStranger({ principal, resourceAccount }: PolicyRequest): boolean {
  const account = accountOf(principal)
  return account === undefined || (resourceAccount !== undefined && resourceAccount !== account)
}
