/** The same command with the role: exactly what the role allows. */
import type { Act } from '../perform.ts'
import { asPod } from '../steps.ts'

export const withRole: Act = {
  title: 'The same command in a pod with the role: the list appears',
  steps: [
    asPod(
      { name: 'eks-iam-test2', serviceAccount: 'reader', command: () => ['aws', 's3', 'ls'] },
      ({ code, stdout }, { bucket }) =>
        code === 0 && stdout.includes(bucket!) ? undefined : 'the list of buckets',
      'allowed: the webhook gave the pod its token, STS gave it the role',
    ),
    asPod(
      {
        name: 'eks-iam-test3',
        serviceAccount: 'reader',
        command: () => ['aws', 'sts', 'get-caller-identity'],
      },
      ({ stdout }) =>
        /assumed-role\/reports-reader\/(botocore-session|aws-sdk-js-session)-\d+/.test(stdout)
          ? undefined
          : 'assumed-role/reports-reader/…-session-…',
      'it is the role, by a session of its own',
    ),
  ],
}
