/** The names of things: ARNs, accounts, partitions and regions, unique ids. */
export type { Arn } from './arn.ts'
export { formatArn, parseArn } from './arn.ts'
export { dnsSuffixOf, isPartition, isRegion, partitionOf } from './partition.ts'
export type { UniqueIdPrefix } from './unique-id.ts'
export { accountOfAccessKeyId, newAccessKeyId, newUniqueId } from './unique-id.ts'
export {
  assumedRoleArn,
  groupArn,
  isAccountId,
  managedPolicyArn,
  oidcProviderArn,
  roleArn,
  rootArn,
  userArn,
} from './iam-arns.ts'
export { outboundIssuerId, outboundIssuerUrl } from './outbound-issuer.ts'
