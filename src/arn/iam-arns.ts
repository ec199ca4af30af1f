/** The ARNs of IAM's and STS's own things. */

const iam = (partition: string, account: string, resource: string): string =>
  `arn:${partition}:iam::${account}:${resource}`

/** `path` begins and ends with a slash, as IAM keeps it. */
export const roleArn = (partition: string, account: string, path: string, name: string): string =>
  iam(partition, account, `role${path}${name}`)

export const userArn = (partition: string, account: string, path: string, name: string): string =>
  iam(partition, account, `user${path}${name}`)

export const groupArn = (partition: string, account: string, path: string, name: string): string =>
  iam(partition, account, `group${path}${name}`)

export const managedPolicyArn = (partition: string, account: string, path: string, name: string): string =>
  iam(partition, account, `policy${path}${name}`)

export const rootArn = (partition: string, account: string): string => iam(partition, account, 'root')

/** `hostAndPath` is the issuer without its scheme and port. */
export const oidcProviderArn = (partition: string, account: string, hostAndPath: string): string =>
  iam(partition, account, `oidc-provider/${hostAndPath}`)

/** The ARN of a role's session; it never carries the role's path. */
export const assumedRoleArn = (
  partition: string,
  account: string,
  roleName: string,
  sessionName: string,
): string => `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`

export const isAccountId = (text: string): boolean => /^\d{12}$/.test(text)
