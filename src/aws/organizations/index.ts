/** AWS Organizations: the accounts of an installation as one organization, its units and its policies. */
export type { AccountStanding } from './standing.ts'
export type { MemberFacts } from './needs.ts'
export type { AddedMember, NewMember } from './accounts/add-member.ts'
export { createOrganizations, type Organizations } from './service.ts'
