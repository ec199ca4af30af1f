/** The rooms of the cloud, and what stands between them. */
import type { CloudTrail } from '../../aws/cloudtrail/index.ts'
import type { Eks } from '../../aws/eks/index.ts'
import type { EksAuth } from '../../aws/eks-auth/index.ts'
import type { Credentials } from '../../aws/gateway/index.ts'
import type { Iam } from '../../aws/iam/index.ts'
import type { Logs } from '../../aws/logs/index.ts'
import type { Organizations } from '../../aws/organizations/index.ts'
import type { Podpass } from '../../aws/podpass/index.ts'
import type { S3Service } from '../../aws/s3/index.ts'
import type { Sts } from '../../aws/sts/index.ts'
import type { Clock, Random } from '../../kit/index.ts'
import type { Issuers } from '../../kubernetes/issuer/index.ts'
import type { Store } from '../../store/index.ts'
import type { VerificationKeys } from '../../token/index.ts'
import type { LocalCa } from '../certificates/index.ts'
import type { Clusters } from '../clusters/clusters.ts'
import type { ServerConfig } from '../config.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { AdminCredentials } from '../installation.ts'
import type { Nodes } from '../nodes/nodes.ts'
import type { SecretWrap } from '../wrap-key.ts'
import type { Accounts } from './accounts.ts'
import type { MadeAssumption } from './assumption-event.ts'

export interface CloudFacts {
  readonly config: ServerConfig
  readonly data: DataDirectory
  readonly store: Store
  readonly secretWrap: SecretWrap
  readonly ca: LocalCa
  readonly clock: Clock
  readonly random: Random
  readonly endpoint: string
  readonly onFault: (fault: unknown) => void
}

/** Each is opened with what it needs of the others; of those that are opened after it, it asks only when calls come. */
export interface Rooms {
  readonly issuers: Issuers
  /** Where the issuers' documents are served; known once that listener is open. */
  readonly issuerListener: { host: string; port: number }
  /** Of the issuers here and elsewhere. */
  readonly keys: VerificationKeys
  /** Of an issuer's certificate, as IAM finds it where none is given. */
  readonly thumbprintOf: (issuerUrl: string) => Promise<string>
  readonly nodes: Nodes
  readonly clusters: Clusters
  readonly iam: Iam
  readonly admin: AdminCredentials
  readonly organizations: Organizations
  readonly accounts: Accounts
  readonly sts: Sts
  readonly credentials: Credentials
  readonly s3: S3Service
  readonly logs: Logs
  readonly cloudtrail: CloudTrail
  /** Writes down an assumption that a service made for somebody. */
  readonly recordAssumption: (assumption: MadeAssumption) => void
  readonly eks: Eks
  readonly eksAuth: EksAuth
  readonly podpass: Podpass
}
