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
  /** `--container-credentials-*`: what pods of EKS Pod Identity get. */
  readonly containerCredentials: {
    readonly audience: string
    readonly mountPath: string
    readonly volumeName: string
    readonly tokenPath: string
    readonly fullUri: string
  }
}

export const defaultOptions: WebhookOptions = {
  annotationPrefix: 'eks.amazonaws.com',
  tokenAudience: 'sts.amazonaws.com',
  tokenMountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
  tokenExpiration: 86_400,
  defaultRegion: '',
  regionalSts: false,
  containerCredentials: {
    audience: 'pods.eks.amazonaws.com',
    mountPath: '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount',
    volumeName: 'eks-pod-identity-token',
    tokenPath: 'eks-pod-identity-token',
    fullUri: 'http://169.254.170.23/v1/credentials',
  },
}
