/** Sessions in the wrong hands: credentials that STS gave, changed or mixed. */
import type { Step } from './perform.ts'
import { namespace } from './steps.ts'
import type { Stage } from './stage.ts'

export type Variables = Readonly<Record<string, string>>

/** Calls AWS with what `spoil` makes of the role's own credentials, of which it is handed two sets. */
export const withSession = (
  what: string,
  spoil: (one: Variables, other: Variables) => Variables,
  check: Step['check'],
  verdict: string,
): Step => ({
  shown: () => `aws sts get-caller-identity      # ${what}`,
  run: async (stage, found) => {
    const one = await openSession(stage, found['roleArn']!)
    return stage.awsAs(spoil(one, await openSession(stage, found['roleArn']!)), 'sts', 'get-caller-identity')
  },
  check,
  verdict,
  tellWhy: true,
})

/** The credentials that the ServiceAccount's own token is exchanged for. */
export async function openSession(stage: Stage, roleArn: string): Promise<Variables> {
  const { stdout: token } = await stage.podpass('token', 'create', '--service-account', `${namespace}/reader`)
  const role = ['--role-arn', roleArn, '--role-session-name', 'reader']
  const file = stage.file('token', token.trim())
  const { stdout } = await stage.aws(
    'sts',
    'assume-role-with-web-identity',
    ...role,
    '--web-identity-token',
    `file://${file}`,
  )
  const { Credentials } = JSON.parse(stdout) as { Credentials: Record<string, string> }
  return {
    AWS_ACCESS_KEY_ID: Credentials['AccessKeyId']!,
    AWS_SECRET_ACCESS_KEY: Credentials['SecretAccessKey']!,
    AWS_SESSION_TOKEN: Credentials['SessionToken']!,
  }
}

/** The same text with one of its last characters changed. */
export const tamper = (text: string): string => {
  const at = text.length - 10
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
