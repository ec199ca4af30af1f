/** Is it allowed, and why: the policy language, its decisions and their explanations. */
export type { CompiledPolicy, CompileOptions } from './compile.ts'
export { compilePolicy } from './compile.ts'
export type { ContextValue } from './context.ts'
export { contextOf, mergeContexts } from './context.ts'
export { decide } from './decide.ts'
export type { Denial } from './denial-text.ts'
export { denialText } from './denial-text.ts'
export type { Json, JsonResult, Member, Span } from './document/json.ts'
export { readJson } from './document/json.ts'
export type {
  Condition,
  ConditionOperator,
  OperatorName,
  PatternElement,
  PolicyDocument,
  PolicyKind,
  PolicyVersion,
  PrincipalElement,
  Statement,
} from './document/model.ts'
export type { ParsedPolicy } from './document/parse.ts'
export { parsePolicy, policySize } from './document/parse.ts'
export { namedPrincipals } from './document/principal.ts'
export type { PolicyProblem } from './document/problem.ts'
export type {
  Explanation,
  NearestMiss,
  PartExplanation,
  PolicyExplanation,
  StatementExplanation,
} from './explanation.ts'
export { explain } from './explain.ts'
export type { Membership, OrganizationOf } from './organization-keys.ts'
export { putOrganizationKeys } from './organization-keys.ts'
export type { JsonPolicy, JsonStatement } from './document/render.ts'
export type { Mend, PolicyMend } from './mend/mend.ts'
export type { Principal, RoleSession } from './principal.ts'
export { accountOf, arnOf } from './principal.ts'
export type {
  ContextKeys,
  Decision,
  PolicyRequest,
  PolicySet,
  PolicyType,
  StatementReference,
} from './types.ts'
