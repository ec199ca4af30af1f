/** What an operator may set: the flags of the upstream webhook, as typed values. */

export interface WebhookOptions {
  /** `--annotation-prefix`: the prefix of annotations on ServiceAccounts and pods. */
  readonly annotationPrefix: string
  /** `--token-audience`: for ServiceAccounts that name none. */
  readonly tokenAudience: string
  /** `--token-mount-path`: where the token's directory appears in a container. */
  readonly tokenMountPath: string
  /** `--token-expiration`: seconds, at least 600. */
  readonly tokenExpiration: number
  /** `--aws-default-region`: empty when no region is to be injected. */
  readonly defaultRegion: string
  /** `--sts-regional-endpoint`: for ServiceAccounts that say nothing of it. */
  readonly regionalSts: boolean
  /** `--compose-role-arn`: what a bare role name is completed with. */
  readonly composeRoleArn?: { readonly partition: string; readonly account: string }
  /** `--upstream-compatible`: decides as the upstream webhook where somebody may depend on it. */
  readonly upstreamCompatible: boolean
  /** `--aws-account-id`: what `{account}` in a role stands for. */
  readonly account?: string
  /** `--role-arn-template`: the role of ServiceAccounts that name none, in these namespaces only; `*` is any text. */
  readonly roleTemplate?: { readonly template: string; readonly namespaces: readonly string[] }
  /** `--role-session-name-from-pod`: sessions carry the pod's name. */
  readonly roleSessionName: boolean
  /** `--inject-region-without-role`: pods without an identity get the region too. */
  readonly regionWithoutRole: boolean
  /** `--keep-env-from-region`: no region for containers that may take theirs from envFrom. */
  readonly keepEnvFromRegion: boolean
  /** `--aws-endpoint-url`: where AWS is, for clusters whose AWS is Podpass. */
  readonly awsEndpoint?: AwsEndpoint
  /** `--no-proxy-for-agent`: keeps calls to the Pod Identity agent away from proxies. */
  readonly noProxyForAgent: boolean
  /** `--warn-fs-group`: clusters before 1.19 give the token to root alone unless the pod has an fsGroup. */
  readonly warnFsGroup: boolean
  /** `--container-credentials-*`: what pods of EKS Pod Identity get. */
  readonly containerCredentials: {
    readonly audience: string
    readonly mountPath: string
    readonly volumeName: string
    readonly tokenPath: string
    readonly fullUri: string
  }
}

export interface AwsEndpoint {
  readonly url: string
  /** Where pods find the certificate of its CA, where the system's own do not do. */
  readonly ca?: CaSource & {
    readonly mountPath: string
    /** Those that name the file to programs; the usual ones when left out. */
    readonly variables?: readonly string[]
  }
}

/** A ConfigMap in the pod's own namespace, or a ClusterTrustBundle. */
export type CaSource = { readonly configMap: string; readonly key: string } | { readonly trustBundle: string }

export const caVariables: readonly string[] = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS']

export const defaultOptions: WebhookOptions = {
  annotationPrefix: 'eks.amazonaws.com',
  tokenAudience: 'sts.amazonaws.com',
  tokenMountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
  tokenExpiration: 86_400,
  defaultRegion: '',
  regionalSts: false,
  upstreamCompatible: false,
  roleSessionName: false,
  regionWithoutRole: false,
  keepEnvFromRegion: false,
  noProxyForAgent: false,
  warnFsGroup: false,
  containerCredentials: {
    audience: 'pods.eks.amazonaws.com',
    mountPath: '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount',
    volumeName: 'eks-pod-identity-token',
    tokenPath: 'eks-pod-identity-token',
    fullUri: 'http://169.254.170.23/v1/credentials',
  },
}
