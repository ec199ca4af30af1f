/** Service-specific credentials: user names and passwords for single services. Only a hash would be of use, and nothing here asks for them, so the secret is kept nowhere. */
import type { Random } from '../../kit/index.ts'
import type { Reader } from '../../store/index.ts'
import { contextOf, mergeContexts } from '../../policy/index.ts'
import { type Authorize, AwsError } from '../protocol/index.ts'
import { findBelonging } from './belongings.ts'
import { onUserOrCaller, userOrCaller } from './calling-user.ts'
import { serviceCredentialNotFound } from './errors.ts'
import type { ServiceCredentialRecord, UserRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { findHolder } from './store.ts'

/** Those that call the secret an API key have no user name. */
const services: Readonly<Record<string, 'password' | 'api-key'>> = {
  'codecommit.amazonaws.com': 'password',
  'cassandra.amazonaws.com': 'password',
  'bedrock.amazonaws.com': 'api-key',
}

export interface ServiceCredentialInput {
  readonly UserName?: string
  readonly ServiceSpecificCredentialId: string
}

export function requireService(name: string): 'password' | 'api-key' {
  const kind = Object.hasOwn(services, name) ? services[name] : undefined
  if (kind !== undefined) return kind
  throw new AwsError({
    // The model has a code of its own for it, which AWS does not send.
    code: 'NoSuchEntity',
    status: 404,
    message: `No such service ${name} is supported for Service Specific Credentials`,
  })
}

export function requireServiceCredential(
  from: Reader,
  user: UserRecord,
  id: string,
): ServiceCredentialRecord {
  const credential = findBelonging<ServiceCredentialRecord>(from, user, 'service-credential', id)
  if (credential === undefined) throw serviceCredentialNotFound(id)
  return credential
}

/** An action on a credential, whose service is a condition key. */
export const onServiceCredential =
  (needs: IamNeeds, action: string): Authorize<ServiceCredentialInput> =>
  async (input, call) => {
    const asked = await onUserOrCaller<ServiceCredentialInput>(needs, action)(input, call)
    const { store } = needs
    const owner =
      input.UserName === undefined
        ? userOrCaller(store, undefined, call)
        : findHolder(store, 'user', call.account, input.UserName)
    if (owner === undefined || owner === 'root') return asked
    const id = input.ServiceSpecificCredentialId
    const credential = findBelonging<ServiceCredentialRecord>(store, owner, 'service-credential', id)
    const keys = contextOf({ 'iam:ServiceSpecificCredentialServiceName': credential?.service })
    return asked.map((each) => ({ ...each, context: mergeContexts(each.context ?? new Map(), keys) }))
  }

export const serviceCredentialOutput = (user: UserRecord, credential: ServiceCredentialRecord) => ({
  UserName: user.name,
  Status: credential.status,
  ...(requireService(credential.service) === 'password'
    ? { ServiceUserName: credential.alias }
    : { ServiceCredentialAlias: credential.alias }),
  CreateDate: new Date(credential.createdAt),
  ...(credential.expiresAt === undefined ? {} : { ExpirationDate: new Date(credential.expiresAt) }),
  ServiceSpecificCredentialId: credential.id,
  ServiceName: credential.service,
})

/** With a new secret, which is told this once. */
export function toldCredential(user: UserRecord, credential: ServiceCredentialRecord, random: Random) {
  const secret = Buffer.from(random(33)).toString('base64')
  return {
    ...serviceCredentialOutput(user, credential),
    ...(requireService(credential.service) === 'password'
      ? { ServicePassword: secret }
      : { ServiceCredentialSecret: `ABSK${secret}` }),
  }
}
