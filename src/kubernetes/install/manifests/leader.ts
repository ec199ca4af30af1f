/** What one replica does for all, by which flags, and the Lease that says which one. */
import type { Values } from '../values/values.ts'

export const publishesCa = ({ flags }: Values): boolean => Boolean(flags['aws-endpoint-ca-file'])
export const countsPods = ({ flags }: Values): boolean => /[1-9]/.test(String(flags['report-interval'] ?? ''))
export const hasLeader = (values: Values): boolean => publishesCa(values) || countsPods(values)
export const leaderName = ({ name }: Values): string => `${name}-leader`
