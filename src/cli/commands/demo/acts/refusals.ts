/** Everyone who must be refused: each check of the chain is needed for one of these. */
import type { Act } from '../perform.ts'
import { tamper, withSession } from '../sessions.ts'
import { asPod, failsWith } from '../steps.ts'
import { asIntruder } from '../intruder.ts'
import { createToken, exchange, forge } from '../tokens.ts'

export const refusals: Act = {
  title: 'And nothing else',
  steps: [
    asPod(
      {
        name: 'eks-iam-test4',
        serviceAccount: 'reader',
        command: ({ bucket }) => ['aws', 's3', 'rm', `s3://${bucket}/2026-11.csv`],
      },
      failsWith('AccessDenied', 'because no identity-based policy allows the s3:DeleteObject action'),
      'refused: the role may read only',
    ),
    asPod(
      {
        name: 'eks-iam-test5',
        namespace: 'other',
        serviceAccount: 'reader',
        command: () => ['aws', 's3', 'ls'],
      },
      failsWith('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
      'refused: another namespace’s ServiceAccount is not trusted',
    ),
    exchange(
      'a good token, changed',
      async (stage) => forge(await createToken(stage), (claims) => ({ ...claims, jti: 'changed' })),
      failsWith('InvalidIdentityToken', 'could not be validated'),
      'refused: the signature is not the issuer’s',
    ),
    exchange(
      'a good token for another audience',
      (stage) => createToken(stage, '--audience', 'vault'),
      failsWith('InvalidIdentityToken', 'Incorrect token audience'),
      'refused: it was not made for AWS',
    ),
    exchange(
      'a token of another issuer',
      async (stage) =>
        forge(await createToken(stage), (claims) => ({ ...claims, iss: 'https://issuer.example.org' })),
      failsWith(
        'InvalidIdentityToken',
        'No OpenIDConnect provider found in your account for https://issuer.example.org',
      ),
      'refused: the account knows no such issuer',
    ),
    exchange(
      'a token of yesterday',
      async (stage) =>
        forge(await createToken(stage), (claims) => ({ ...claims, exp: Number(claims['iat']) - 1 })),
      failsWith('ExpiredTokenException', 'Token expired: current date/time'),
      'refused: it has expired',
    ),
    {
      shown: () => 'AWS_SECRET_ACCESS_KEY=wrong aws sts get-caller-identity',
      run: (stage) => stage.awsAs({ AWS_SECRET_ACCESS_KEY: 'wrong' }, 'sts', 'get-caller-identity'),
      check: failsWith('SignatureDoesNotMatch'),
      verdict: 'refused: wrongly signed',
      tellWhy: true,
    },
    {
      shown: ({ bucket }) => `AWS_SECRET_ACCESS_KEY=wrong aws s3 ls s3://${bucket}`,
      run: (stage, { bucket }) =>
        stage.awsAs({ AWS_SECRET_ACCESS_KEY: 'wrong' }, 's3', 'ls', `s3://${bucket}`),
      check: failsWith('SignatureDoesNotMatch'),
      verdict: 'refused: wrongly signed for S3 too',
      tellWhy: true,
    },
    withSession(
      'with a session token, changed',
      (one) => ({ ...one, AWS_SESSION_TOKEN: tamper(one['AWS_SESSION_TOKEN']!) }),
      failsWith('InvalidClientTokenId'),
      'refused: the session is not one that STS gave',
    ),
    withSession(
      'with the session token of other credentials',
      (one, other) => ({ ...one, AWS_SESSION_TOKEN: other['AWS_SESSION_TOKEN']! }),
      failsWith('InvalidClientTokenId'),
      'refused: a token belongs to its own key',
    ),
    asIntruder(failsWith('Unauthorized'), 'refused: the API server gives tokens to callers it knows'),
  ],
}
