/** What is taken away is gone at once: a deny is stronger than what is allowed, and a role's sessions end with it, whatever is made by its name later. */
import type { Act, Found } from '../perform.ts'
import { openSession, type Variables } from '../sessions.ts'
import { createRole } from './role.ts'
import { asAdmin, asPod, failsWith, succeeds, withDocument } from '../steps.ts'

const ofRole = ['--role-name', 'reports-reader']
const readOnly = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'

export const end: Act = {
  title: 'What is taken away is gone at once',
  steps: [
    withDocument(
      (_found, file) => [
        'iam',
        'put-role-policy',
        ...ofRole,
        '--policy-name',
        'no-listing',
        '--policy-document',
        file,
      ],
      'no-listing.json',
      () => ({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 's3:ListAllMyBuckets', Resource: '*' }],
      }),
    ),
    asPod(
      { name: 'eks-iam-test6', serviceAccount: 'reader', command: () => ['aws', 's3', 'ls'] },
      failsWith('AccessDenied', 'with an explicit deny in an identity-based policy'),
      'refused: a deny is stronger than any allow',
    ),
    {
      shown: () => 'aws sts get-caller-identity      # with a session of the role, which is kept',
      run: async (stage, found) => {
        const session = await openSession(stage, found['roleArn']!)
        found['session'] = JSON.stringify(session)
        return stage.awsAs(session, 'sts', 'get-caller-identity')
      },
      check: succeeds,
      verdict: 'allowed: the session lives as its role does',
    },
    asAdmin(() => ['iam', 'delete-role-policy', ...ofRole, '--policy-name', 'no-listing'], succeeds),
    asAdmin(() => ['iam', 'detach-role-policy', ...ofRole, '--policy-arn', readOnly], succeeds),
    asAdmin(() => ['iam', 'delete-role', ...ofRole], succeeds),
    ...createRole,
    {
      shown: () => 'aws sts get-caller-identity      # with the session that was kept',
      run: (stage, found) => stage.awsAs(keptSession(found), 'sts', 'get-caller-identity'),
      check: failsWith('InvalidClientTokenId'),
      verdict: 'refused: the new role has the old one’s name, and not its sessions',
      tellWhy: true,
    },
  ],
}

const keptSession = (found: Found): Variables => JSON.parse(found['session']!) as Variables
