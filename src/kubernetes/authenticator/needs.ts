/** What cluster login asks of others. */
import type { Clock } from '../../kit/index.ts'
import type { AskSts } from './sts/ask-sts.ts'
import type { StsHosts } from './token/sts-hosts.ts'

/** Who signed a token, as STS told. */
export interface CallerIdentity {
  readonly arn: string
  /** `arn:aws:iam::111122223333:role/NAME` in place of the ARN of one of its sessions. */
  readonly canonicalArn: string
  readonly accountId: string
  /** AROA..., AIDA..., or what stands for root and federated users. */
  readonly principalId: string
  /** As GetCallerIdentity gave it, with the session's name. */
  readonly userId: string
  /** Empty for who has no session. */
  readonly sessionName: string
  readonly accessKeyId: string
}

/** Whom a source takes a principal for; names may hold templates. */
export interface Mapped {
  readonly username: string
  readonly groups: readonly string[]
}

/** Where principals are looked up. The first source that knows one is the one that counts. */
export interface Source {
  readonly name: string
  /** Undefined for whom it does not know. */
  readonly find: (who: CallerIdentity) => Mapped | undefined | Promise<Mapped | undefined>
  /** Usernames that nobody gets from it begin so. */
  readonly reservedPrefixes?: readonly string[]
  /** Whether it counts for this principal at all; always when left out. */
  readonly counts?: (who: CallerIdentity) => boolean
}

/** What EKS has to say of a principal in one cluster. */
export interface AccessAnswer {
  readonly authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP'
  readonly identity?: AccessIdentity
}

export interface AccessIdentity {
  readonly username: string
  readonly groups: readonly string[]
  readonly policies: readonly AssociatedPolicy[]
}

export interface AssociatedPolicy {
  readonly policyArn: string
  readonly accessScope: { readonly type: string; readonly namespaces: readonly string[] }
}

/** One login that was tried, as it is logged and counted. */
export interface Attempt {
  readonly outcome:
    | 'success'
    | 'invalid_token'
    | 'sts_error'
    | 'sts_throttling'
    | 'unknown_user'
    | 'malformed_request'
  readonly problem?: string
  readonly who?: CallerIdentity
  readonly host?: string
  readonly username?: string
  readonly groups?: readonly string[]
  readonly source?: string
}

export interface LoginNeeds {
  /** What the cluster is called in the tokens' `x-k8s-aws-id`. */
  readonly clusterId: string
  readonly clock: Clock
  readonly hosts: StsHosts
  readonly askSts: AskSts
  readonly sources: readonly Source[]
  /** Accounts whose principals may log in; those of any when left out. */
  readonly allowedAccounts?: readonly string[]
  /** Accounts of whose principals logs and users tell neither ARN nor id. */
  readonly scrubbedAccounts?: readonly string[]
  /** The private DNS name of an EC2 instance, for `{{EC2PrivateDNSName}}`; such templates are refused when left out. */
  readonly findPrivateDnsName?: (instanceId: string) => Promise<string>
  /** How many milliseconds an answer of STS is remembered, never longer than its token counts. */
  readonly rememberFor?: number
  /** How many answers are remembered. */
  readonly rememberAtMost?: number
  /** Told once of each login, in nothing that is secret. */
  readonly report?: (attempt: Attempt) => void
  readonly countSts?: (host: string, result: number | 'connection-failure' | 'throttled') => void
}
