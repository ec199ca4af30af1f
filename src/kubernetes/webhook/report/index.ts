/** Which running pods do not have the identity that they would be given now, and how they are made anew. */
export { listAccounts } from './account-list.ts'
export type { Owner } from './find-owner.ts'
export { verdictCodes, type VerdictCode } from './judge-pod.ts'
export { judgeIn, scanPods, type Finding, type Scan, type ScanNeeds } from './scan-pods.ts'
export { nameOwner, planRepairs, type Left, type Repair } from './repair/plan-repairs.ts'
export { runRepairs, type Repaired } from './repair/run-repairs.ts'
export { countRegularly, type Counted } from './count-regularly.ts'
