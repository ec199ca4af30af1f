/** Who speaks with an embedded cluster's API by itself: its administrator and the parts that work in it, each with a token of its own. */
import { sha256Hex } from '../../kit/index.ts'
import type { ApiServerNeeds, Grant } from '../../kubernetes/apiserver/index.ts'
import type { ClustersNeeds } from './needs.ts'
import { loginUser } from './open-login.ts'
import { tokenPurpose, type ClusterRecord } from './record.ts'

const users = {
  admin: { username: 'kubernetes-admin', groups: ['system:masters'] },
  webhook: { username: 'system:podpass:pod-identity-webhook' },
  /** Pod Identity's own eyes on the cluster, as EKS has them. */
  podIdentity: { username: 'system:podpass:pod-identity' },
  login: loginUser,
  /** As whom EKS keeps the objects of add-ons. */
  addons: { username: 'eks:addon-manager', groups: ['system:masters'] },
} as const

/** Whom kubelets know the API server as. */
export const kubeletClientUser = 'kube-apiserver-kubelet-client'

export const grants: readonly Grant[] = [
  { subject: users.webhook.username, verbs: ['get', 'list', 'watch'], resources: ['serviceaccounts'] },
  {
    subject: users.podIdentity.username,
    verbs: ['create'],
    resources: ['tokenreviews.authentication.k8s.io'],
  },
  { subject: kubeletClientUser, verbs: ['get', 'create'], resources: ['nodes/proxy'] },
]

export interface ClusterUsers {
  readonly tokens: Readonly<Record<keyof typeof users, string>>
  readonly credentials: NonNullable<ApiServerNeeds['credentials']>
}

/** The administrator's token is kept with the cluster; the others live as long as the process. */
export function createClusterUsers(
  { random, secretWrap }: ClustersNeeds,
  { id, wrappedToken }: ClusterRecord,
): ClusterUsers {
  const newToken = (): string => Buffer.from(random(32)).toString('base64url')
  const admin = secretWrap.unwrap(Buffer.from(wrappedToken, 'base64'), tokenPurpose(id))
  const tokens = {
    admin: Buffer.from(admin).toString(),
    webhook: newToken(),
    podIdentity: newToken(),
    login: newToken(),
    addons: newToken(),
  }
  const names = Object.keys(tokens) as (keyof typeof users)[]
  return {
    tokens,
    credentials: names.map((name) => ({ tokenSha256: sha256Hex(tokens[name]), user: users[name] })),
  }
}
