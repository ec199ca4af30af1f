/** The ARN of the role that a request asks for. */
import { isAccountId, isPartition, parseArn } from '../../../arn/index.ts'

export interface RequestedRole {
  readonly arn: string
  readonly partition: string
  readonly account: string
}

/** Undefined when the text is no role's ARN. */
export function parseRoleArn(text: string): RequestedRole | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.service !== 'iam' || arn.region !== '') return undefined
  if (!isPartition(arn.partition) || !isAccountId(arn.account)) return undefined
  if (!/^role\/.*[^/]$/.test(arn.resource)) return undefined
  return { arn: text, partition: arn.partition, account: arn.account }
}
