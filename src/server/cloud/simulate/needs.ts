/** What simulations are joined from. */
import type { AccountFacts } from '../../../aws/gateway/index.ts'
import type { IamLookups } from '../../../aws/iam/index.ts'
import type { S3Service } from '../../../aws/s3/index.ts'
import type { Sts } from '../../../aws/sts/index.ts'
import type { CallersNeeds } from '../callers.ts'

export interface SimulationsNeeds extends CallersNeeds, AccountFacts {
  readonly iam: IamLookups
  /** A role that can be assumed. */
  readonly findRole: IamLookups['findRole']
  readonly factsOfS3: S3Service['factsOfResource']
  readonly rehearse: Sts['rehearseWebIdentity']
  /** Its administrators see into every account. */
  readonly managementAccount: string
  readonly isClosed: (account: string) => boolean
}

export interface Problem {
  readonly problem: string
}
