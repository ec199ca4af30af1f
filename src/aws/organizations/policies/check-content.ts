/** The text of a policy held to the grammar of its type and to its size: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
import { parsePolicy } from '../../../policy/index.ts'
import { malformedPolicy, violates } from '../errors.ts'
import type { PolicyType } from '../model.ts'

/** In characters, white space and all. */
const longest: Readonly<Record<PolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10_240,
  RESOURCE_CONTROL_POLICY: 5120,
}

export function checkContent(content: string, type: PolicyType): void {
  if (content.length > longest[type])
    throw violates('POLICY_CONTENT_LIMIT_EXCEEDED', 'You exceeded the maximum policy size limit.')
  const parsed = parsePolicy(
    content,
    type === 'SERVICE_CONTROL_POLICY' ? 'service-control' : 'resource-control',
  )
  if (parsed.ok) return
  const { path, message } = parsed.problems[0]
  throw malformedPolicy(path === '' ? message : `${path}: ${message}`)
}
