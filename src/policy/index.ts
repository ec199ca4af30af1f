/** Is it allowed, and why: the policy language, its decisions and their explanations. */
export type { CompiledPolicy } from './compile.ts'
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
