/** A ServiceAccount as its pods have it: the role that it is annotated with, and a token as the webhook has it projected. */
import { pathOf, requestToken, textOf, valueAt } from '../../../kubernetes/api/index.ts'
import { openCluster, parseServiceAccount, type ClusterChoice } from '../../clusters.ts'
import { Failure } from '../../failure.ts'

const annotations = 'eks.amazonaws.com'

export async function readServiceAccount(
  choice: ClusterChoice,
  text: string,
): Promise<{ readonly role: string | undefined; readonly token: string }> {
  const { namespace, name } = parseServiceAccount(text)
  const client = openCluster(choice)
  try {
    const answer = await client.get(pathOf('serviceaccounts', namespace, name))
    if (!answer.ok) throw new Failure(`failed to read service account: ${answer.problem.message}`)
    const annotation = (key: string): string | undefined =>
      textOf(valueAt(answer.value, 'metadata', 'annotations', `${annotations}/${key}`))
    const made = await requestToken(client, {
      namespace,
      serviceAccount: name,
      audiences: [annotation('audience') || 'sts.amazonaws.com'],
      expirationSeconds: 600,
    })
    if (!made.ok) throw new Failure(`failed to create token: ${made.problem.message}`)
    return { role: annotation('role-arn') || undefined, token: made.token }
  } finally {
    client.close()
  }
}
