/** The ARNs of clusters. */
import { parseArn } from '../../arn/index.ts'
import type { Call } from '../protocol/index.ts'
import type { ClusterName } from './needs.ts'

export const clusterArn = (
  { partition, region, account }: Pick<Call, 'partition' | 'region' | 'account'>,
  name: string,
): string => `arn:${partition}:eks:${region}:${account}:cluster/${name}`

/** Undefined when the text is no cluster's ARN. */
export function readClusterArn(text: string): ClusterName | undefined {
  const arn = parseArn(text)
  const name = arn?.service === 'eks' ? /^cluster\/([^/]+)$/.exec(arn.resource)?.[1] : undefined
  return arn === undefined || name === undefined
    ? undefined
    : { name, account: arn.account, region: arn.region }
}
