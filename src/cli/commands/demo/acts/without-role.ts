/** A pod without a role has what its node has, as the first pod of the well-known walkthrough. */
import type { Act } from '../perform.ts'
import { asPod, failsWith, silently, withDocument } from '../steps.ts'

export const withoutRole: Act = {
  title: 'A pod without a role falls back on its node, and is refused',
  steps: [
    withDocument(
      (_found, file) => [
        'iam',
        'create-role',
        '--role-name',
        'demo-node',
        '--assume-role-policy-document',
        file,
      ],
      'node-trust.json',
      ({ account }) => ({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
        ],
      }),
      silently,
    ),
    asPod(
      {
        name: 'eks-iam-test1',
        command: () => ['aws', 's3', 'ls'],
        runOptions: ({ account }) => ['--node-role', `arn:aws:iam::${account}:role/demo-node`],
      },
      failsWith(
        'An error occurred (AccessDenied) when calling the ListBuckets operation',
        ':assumed-role/demo-node/i-0',
        'because no identity-based policy allows the s3:ListAllMyBuckets action',
      ),
      'refused: the node’s role may not list buckets',
    ),
  ],
}
