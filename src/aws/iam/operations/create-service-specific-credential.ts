/** CreateServiceSpecificCredential: makes a user name and a password for one service; the password is told this once. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { listBelongings, putBelonging } from '../belongings.ts'
import { limitExceeded } from '../errors.ts'
import { newId } from '../ids.ts'
import type { ServiceCredentialRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { requireService, toldCredential } from '../service-credentials.ts'
import { requireHolder } from '../store.ts'

interface CreateServiceSpecificCredentialInput {
  readonly UserName: string
  readonly ServiceName: string
  readonly CredentialAgeDays?: number
}

/** For each service. */
const most = 2

export const createServiceSpecificCredential = (
  needs: IamNeeds,
): Operation<CreateServiceSpecificCredentialInput> => ({
  authorize: onUser(needs, 'iam:CreateServiceSpecificCredential', (input) => ({
    'iam:ServiceSpecificCredentialServiceName': input.ServiceName,
    'iam:ServiceSpecificCredentialAgeDays': input.CredentialAgeDays,
  })),
  invoke: async ({ UserName, ServiceName: service, CredentialAgeDays: days }, call) => {
    requireService(service)
    const id = newId('ACCA', 17, needs.random)
    const createdAt = Math.floor(call.now / 1000) * 1000
    const { result } = await needs.store.write((txn) => {
      const user = requireHolder(txn, 'user', call.account, UserName)
      const all = listBelongings<ServiceCredentialRecord>(txn, user, 'service-credential')
      const others = all.filter((other) => other.service === service)
      if (others.length >= most)
        throw limitExceeded(`Cannot exceed quota for ServiceSpecificCredentialsPerUser: ${most}`)
      const plain = `${user.name}-at-${call.account}`
      const alias = others.some((other) => other.alias === plain)
        ? `${user.name}+1-at-${call.account}`
        : plain
      const credential: ServiceCredentialRecord = {
        id,
        service,
        alias,
        status: 'Active',
        createdAt,
        expiresAt: days === undefined ? undefined : createdAt + days * 86_400_000,
      }
      putBelonging(txn, user, 'service-credential', id, credential)
      return { user, credential }
    })
    return { ServiceSpecificCredential: toldCredential(result.user, result.credential, needs.random) }
  },
})
