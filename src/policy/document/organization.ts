/** What holds for resource control policies: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html */
import { join } from './elements.ts'
import type { PrincipalElement, Statement } from './model.ts'
import type { Place } from './place.ts'

export function checkOrganizationRules(statement: Statement, { kind, path, report }: Place): void {
  if (kind !== 'resource-control') return
  const fault = (element: string, detail: string): void =>
    report({ code: 'not-of-this-type', path: join(path, element), detail })
  const { principal, action, resource, conditions, effect } = statement
  if (principal !== undefined && (principal.negated || !namesEveryone(principal)))
    fault('Principal', 'a resource control policy holds for every principal: expected "*"')
  if (action.negated) fault('NotAction', 'expected Action')
  const isFullAccess =
    action.patterns.join() === '*' && resource?.patterns.join() === '*' && conditions.length === 0
  // RCPFullAWSAccess is the only one that allows; the others deny.
  if (effect === 'Allow') {
    if (!isFullAccess || resource.negated) fault('Effect', 'expected Deny')
  } else if (action.patterns.includes('*'))
    fault('Action', 'expected the actions of a service, such as `s3:*`')
}

/** Everybody, and nobody beside. */
const namesEveryone = ({ everyone, aws, service, federated, canonicalUser }: PrincipalElement): boolean =>
  everyone && [aws, service, federated, canonicalUser].every((names) => names.length === 0)
