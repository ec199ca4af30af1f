/** Whether a request is allowed, on compiled policies. */
import type { CompiledPolicy, CompiledStatement } from './compile.ts'
import type { Evidence, Grant } from './compose.ts'
import { compose, listsOf } from './compose.ts'
import type { Asker, Naming } from './match/principal.ts'
import type { Decision, PolicyRequest, PolicyType, StatementReference } from './types.ts'

export function decide(request: PolicyRequest): Decision {
  return compose(request, gatherEvidence(request))
}

function gatherEvidence(request: PolicyRequest): Evidence {
  const asker = askerOf(request)
  return {
    denies: (type) => denies(type, request, asker),
    allows: (type) => allows(type, request, asker),
    grant: () => grant(request, asker),
  }
}

export const askerOf = (request: PolicyRequest): Asker => ({
  principal: request.principal,
  canonicalUserId: request.canonicalUserId,
  bounded: request.policies.boundary !== undefined,
})

const nothing: readonly StatementReference[] = []

function denies(type: PolicyType, request: PolicyRequest, asker: Asker): readonly StatementReference[] {
  let found: StatementReference[] | undefined
  for (const list of listsOf(type, request))
    for (const policy of list)
      for (const statement of policy.index.candidatesFor(request.action).deny.candidatesFor(request.resource))
        if (applies(statement, request, asker)) (found ??= []).push(statement.referenceAs(type))
  return found ?? nothing
}

function allows(
  type: PolicyType,
  request: PolicyRequest,
  asker: Asker,
): readonly StatementReference[] | undefined {
  const found: StatementReference[] = []
  for (const list of listsOf(type, request)) {
    const statement = firstAllow(list, request, asker)
    if (statement === undefined) return undefined
    found.push(statement.referenceAs(type))
  }
  return found
}

function firstAllow(
  policies: readonly CompiledPolicy[],
  request: PolicyRequest,
  asker: Asker,
): CompiledStatement | undefined {
  for (const policy of policies)
    for (const statement of policy.index.candidatesFor(request.action).allow.candidatesFor(request.resource))
      if (applies(statement, request, asker)) return statement
  return undefined
}

/** How closely each naming is, from far to near. */
export const closeness: Readonly<Record<Naming, number>> = { none: 0, account: 1, role: 2, direct: 3 }

function grant(request: PolicyRequest, asker: Asker): Grant | undefined {
  const { resource: policy } = request.policies
  if (policy === undefined) return undefined
  let best: Grant | undefined
  for (const statement of policy.index.candidatesFor(request.action).allow.candidatesFor(request.resource)) {
    // A statement that names nobody grants nobody anything.
    const naming = statement.principal?.(asker) ?? 'none'
    if (naming === 'none' || (best !== undefined && closeness[naming] <= closeness[best.naming])) continue
    if (applies(statement, request, asker))
      best = { naming, statement: statement.referenceAs('resource-based policy') }
  }
  return best
}

/** Whether the statement applies, whose action is known to fit. */
function applies(statement: CompiledStatement, request: PolicyRequest, asker: Asker): boolean {
  if (statement.principal?.(asker) === 'none') return false
  if (statement.resource !== undefined && !statement.resource.test(request.resource, request.context))
    return false
  for (const test of statement.conditions) if (!test(request.context)) return false
  return true
}
