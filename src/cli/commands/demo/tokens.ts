/** Tokens in the wrong hands: good ones for others, and good ones changed. */
import type { Found, Step } from './perform.ts'
import type { Stage } from './stage.ts'
import { namespace } from './steps.ts'

type MakeToken = (stage: Stage, found: Found) => Promise<string>

/** Sends a token to STS by hand, as a thief or forger would. */
export const exchange = (
  what: string,
  makeToken: MakeToken,
  check: Step['check'],
  verdict: string,
): Step => ({
  shown: (found) =>
    `aws sts assume-role-with-web-identity --role-arn ${found['roleArn']} --role-session-name intruder --web-identity-token file://token      # ${what}`,
  run: async (stage, found) => {
    const file = stage.file('token', await makeToken(stage, found))
    const role = ['--role-arn', found['roleArn']!, '--role-session-name', 'intruder']
    return stage.aws(
      'sts',
      'assume-role-with-web-identity',
      ...role,
      '--web-identity-token',
      `file://${file}`,
    )
  },
  check,
  verdict,
  tellWhy: true,
})

/** A token of the ServiceAccount that the role trusts. */
export async function createToken(stage: Stage, ...words: readonly string[]): Promise<string> {
  const { stdout } = await stage.podpass(
    'token',
    'create',
    '--service-account',
    `${namespace}/reader`,
    ...words,
  )
  return stdout.trim()
}

/** Changes claims of a token and keeps its signature. */
export function forge(
  token: string,
  change: (claims: Record<string, unknown>) => Record<string, unknown>,
): string {
  const [header, payload, signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown>
  return [header, Buffer.from(JSON.stringify(change(claims))).toString('base64url'), signature].join('.')
}
