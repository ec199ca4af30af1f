/** Reads what EKS Auth answered: credentials, or an error of its model. */
import type { CallAnswer } from '../../../kit/index.ts'
import type { ExchangeFailure, PodCredentials } from '../needs.ts'

export type ReadExchange =
  | {
      readonly ok: true
      readonly roleArn: string
      readonly credentials: Omit<PodCredentials, 'accountId'>
    }
  | { readonly ok: false; readonly failure: ExchangeFailure }

export function readExchange(answer: CallAnswer): ReadExchange {
  const value = parse(answer.body)
  if (answer.status !== 200) return { ok: false, failure: failureOf(answer, value) }
  const [credentials, user, association] = ['credentials', 'assumedRoleUser', 'podIdentityAssociation'].map(
    (name) => member(value, name),
  )
  const text = (of: unknown, name: string): string => {
    const found = member(of, name)
    return typeof found === 'string' ? found : ''
  }
  const expiration = member(credentials, 'expiration')
  const read = {
    accessKeyId: text(credentials, 'accessKeyId'),
    secretAccessKey: text(credentials, 'secretAccessKey'),
    sessionToken: text(credentials, 'sessionToken'),
  }
  const roleArn = text(user, 'arn')
  if (typeof expiration !== 'number' || roleArn === '' || Object.values(read).includes(''))
    return {
      ok: false,
      failure: {
        status: 0,
        code: '',
        message: 'invalid response from server: credentials or assumed role empty',
        requestId: requestIdOf(answer),
      },
    }
  const associationId = text(association, 'associationId')
  return { ok: true, roleArn, credentials: { ...read, expiresAt: expiration * 1000, associationId } }
}

function failureOf(answer: CallAnswer, value: unknown): ExchangeFailure {
  const [named] = [
    answer.headers['x-amzn-errortype'] ?? member(value, '__type') ?? member(value, 'code'),
  ].flat()
  // `ExpiredTokenException:http://...` and `prefix#ExpiredTokenException` are the same.
  const code = typeof named === 'string' ? named.split(':', 1)[0]!.split('#').at(-1)! : ''
  const message = member(value, 'message') ?? member(value, 'Message')
  return {
    status: answer.status,
    code,
    message: typeof message === 'string' ? message : `EKS Auth answered ${answer.status}`,
    requestId: requestIdOf(answer),
  }
}

const requestIdOf = ({ headers }: CallAnswer): string => {
  const [id] = [headers['x-amzn-requestid'] ?? ''].flat()
  return id ?? ''
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
