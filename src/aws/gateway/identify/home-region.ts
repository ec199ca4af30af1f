/** The region that the services of a whole partition call themselves by, wherever a call was signed for. */
import { partitionOf } from '../../../arn/index.ts'

type Homes = Readonly<Record<string, string>>

const homes: Readonly<Record<string, Homes | undefined>> = {
  iam: { aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' },
  organizations: { aws: 'us-east-1', 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' },
}

/** The region itself for a service that is in each. */
export const homeRegionOf = (service: string, region: string): string =>
  homes[service]?.[partitionOf(region)] ?? region
