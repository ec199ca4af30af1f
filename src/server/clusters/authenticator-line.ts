/** A login as aws-iam-authenticator writes it to its log: https://github.com/kubernetes-sigs/aws-iam-authenticator */
import { isoSeconds } from '../../kit/index.ts'
import type { Attempt } from '../../kubernetes/authenticator/index.ts'

export function authenticatorLine(attempt: Attempt, now: number): string {
  const { outcome, problem, who, host, username, groups } = attempt
  const isGranted = outcome === 'success'
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['arn', who?.canonicalArn],
    ['error', problem],
    ['groups', groups && `[${groups.join(' ')}]`],
    ['method', 'POST'],
    ['path', '/authenticate'],
    ['sts', host],
    ['uid', who && `aws-iam-authenticator:${who.accountId}:${who.principalId}`],
    ['username', username],
  ]
  const rest = facts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoted(value!)}`)
  const [level, message] = isGranted ? ['info', 'access granted'] : ['warning', 'access denied']
  return [`time="${isoSeconds(now)}" level=${level} msg="${message}"`, ...rest].join(' ')
}

const quoted = (value: string): string => (/^[\w\-./:@^+]+$/.test(value) ? value : JSON.stringify(value))
