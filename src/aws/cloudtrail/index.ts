/** CloudTrail: the events of all calls, kept, looked up, and written to disk as JSON lines. */
export type { Journal, JournalFacts } from './journal.ts'
export { openJournal } from './journal.ts'
export type { CloudTrailNeeds, TrailEvent } from './needs.ts'
export type { CloudTrail } from './service.ts'
export { createCloudTrail } from './service.ts'
