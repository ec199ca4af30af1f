/** Login tokens and answers of STS for tests. */
import { toBase64Url } from '../../kit/index.ts'

export const noon = Date.parse('2026-11-21T12:00:00Z')

export const goodParameters = {
  Action: 'GetCallerIdentity',
  Version: '2011-06-15',
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20261121/eu-west-1/sts/aws4_request',
  'X-Amz-Date': '20261121T115900Z',
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
  'X-Amz-Signature': '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
}

export const urlOf = (
  host: string,
  parameters: readonly (readonly [string, string])[] = Object.entries(goodParameters),
  scheme = 'https',
): string =>
  `${scheme}://${host}/?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`

export const tokenOf = (url: string): string => `k8s-aws-v1.${toBase64Url(url)}`

/** A good token; another one for each mark. */
export const goodToken = (mark = 'a'): string =>
  tokenOf(
    urlOf('sts.eu-west-1.amazonaws.com', Object.entries({ ...goodParameters, 'X-Amz-Signature': mark })),
  )

export interface Caller {
  readonly Arn: string
  readonly UserId: string
  readonly Account: string
}

export const alice: Caller = {
  Arn: 'arn:aws:iam::111122223333:user/alice',
  UserId: 'AIDAALICE',
  Account: '111122223333',
}

export const session: Caller = {
  Arn: 'arn:aws:sts::111122223333:assumed-role/developers/bob@example.com',
  UserId: 'AROADEVELOPERS:bob@example.com',
  Account: '111122223333',
}

export const stsAnswer = (caller: Caller) => ({
  status: 200,
  body: JSON.stringify({
    GetCallerIdentityResponse: {
      GetCallerIdentityResult: caller,
      ResponseMetadata: { RequestId: '00000000-0000-4000-8000-000000000000' },
    },
  }),
})
