/** The ARNs of clusters and of what belongs to them. */
import { parseArn } from '../../arn/index.ts'
import type { Call } from '../protocol/index.ts'
import type { ClusterName } from './needs.ts'

type Place = Pick<Call, 'partition' | 'region' | 'account'>

export const clusterArn = (place: Place, name: string): string => resourceArn(place, 'cluster', name)

/** Such as `arn:aws:eks:REGION:ACCOUNT:nodegroup/CLUSTER/NAME/UUID`. */
export const resourceArn = (
  { partition, region, account }: Place,
  type: string,
  ...names: readonly string[]
): string => `arn:${partition}:eks:${region}:${account}:${[type, ...names].join('/')}`

export interface EksArn {
  /** `cluster`, `nodegroup`, ... */
  readonly type: string
  readonly cluster: ClusterName
}

/** Undefined when the text is no ARN of EKS's. */
export function readEksArn(text: string): EksArn | undefined {
  const arn = parseArn(text)
  const [type, name] = arn?.service === 'eks' ? arn.resource.split('/') : []
  if (arn === undefined || type === undefined || name === undefined || name === '') return undefined
  if (type === 'cluster' && arn.resource !== `cluster/${name}`) return undefined
  return { type, cluster: { name, account: arn.account, region: arn.region } }
}
