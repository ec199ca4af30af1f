/** Identity and Access Management: OIDC providers, roles, users, access keys and policies. */
export type { NewAccount, NewKey } from './account.ts'
export type { AccessKeyFacts, HeldPolicies, ProviderFacts, RoleFacts, UserFacts } from './facts.ts'
export type { IamLookups } from './lookups.ts'
export type { NotedCall } from './last-use/use.ts'
export { spreads } from './keys.ts'
export type { AccountRecord } from './model.ts'
export type { IamNeeds, KeyWrap } from './needs.ts'
export { createIam, type Iam } from './service.ts'
