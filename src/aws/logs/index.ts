/** CloudWatch Logs: groups, streams, events, filter patterns and Logs Insights. */
export type { LogsNeeds } from './needs.ts'
export type { Delivery, Logs } from './service.ts'
export { createLogs } from './service.ts'
