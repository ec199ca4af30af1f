/** The three things that give a ServiceAccount a role: provider, trust policy, permission. */
import type { Act, Found, Step } from '../perform.ts'
import { asAdmin, namespace, silently, succeeds, withDocument } from '../steps.ts'

/** The role with what it trusts and what it may do. */
export const createRole: readonly Step[] = [
  withDocument(
    (_found, file) => [
      'iam',
      'create-role',
      '--role-name',
      'reports-reader',
      '--assume-role-policy-document',
      file,
    ],
    'trust.json',
    trustPolicy,
    {
      check: (outcome, found) => {
        found['roleArn'] = /"Arn": "(arn:aws:iam::\d+:role\/reports-reader)"/.exec(outcome.stdout)?.[1] ?? ''
        return found['roleArn'] === '' ? 'the role’s ARN' : succeeds(outcome, found)
      },
    },
  ),
  asAdmin(
    () => [
      'iam',
      'attach-role-policy',
      '--role-name',
      'reports-reader',
      '--policy-arn',
      'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    ],
    succeeds,
  ),
]

export const role: Act = {
  title: 'The ServiceAccount gets a role: provider, trust policy, permission',
  steps: [
    asAdmin(
      ({ issuer }) => [
        'iam',
        'create-open-id-connect-provider',
        '--url',
        issuer!,
        '--client-id-list',
        'sts.amazonaws.com',
      ],
      succeeds,
      silently,
    ),
    ...createRole,
  ],
}

function trustPolicy({ account, issuer }: Found): object {
  const provider = issuer!.replace('https://', '')
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${provider}:aud`]: 'sts.amazonaws.com',
            [`${provider}:sub`]: `system:serviceaccount:${namespace}:reader`,
          },
        },
      },
    ],
  }
}
