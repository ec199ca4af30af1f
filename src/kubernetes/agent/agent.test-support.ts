/** Tokens of pods, credentials and a clock for tests of the agent. */
import { toBase64Url } from '../../kit/index.ts'
import type { Exchanged, PodCredentials } from './needs.ts'

export const noon = Date.parse('2026-11-21T12:00:00Z')

export const tokenOf = (header: unknown, claims: unknown, signature = 'c2ln'): string =>
  `${toBase64Url(JSON.stringify(header))}.${toBase64Url(JSON.stringify(claims))}.${signature}`

/** Of a pod with this uid; another token of it for each mark. */
export const podToken = (uid: string, mark = 'a'): string =>
  tokenOf(
    { alg: 'RS256' },
    {
      exp: noon / 1000 + 86_400,
      jti: mark,
      'kubernetes.io': {
        namespace: 'demo',
        serviceaccount: { name: 'web', uid: 's' },
        pod: { name: `pod-${uid}`, uid },
      },
    },
  )

export const credentialsUntil = (expiresAt: number, accessKeyId = 'ASIAEXAMPLE'): PodCredentials => ({
  accessKeyId,
  secretAccessKey: 'secret-of-the-pod',
  sessionToken: 'session-of-the-pod',
  accountId: '111122223333',
  expiresAt,
  associationId: 'a-0123456789abcdefg',
})

export const failed = (status: number, code: string, message = 'because'): Exchanged => ({
  ok: false,
  failure: { status, code, message, requestId: 'r-1' },
})
