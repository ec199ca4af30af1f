/** GetStatus: what runs here. */
import type { Operation } from '../../protocol/index.ts'
import type { Issuers, PodpassNeeds } from '../needs.ts'
import { type IssuerOutput, issuerOutput } from './issuer-output.ts'

export interface GetStatusOutput {
  readonly Version: string
  readonly AccountId: string
  readonly Partition: string
  readonly Region: string
  readonly StartedAt: Date
  readonly Endpoint: string
  readonly Services: readonly string[]
  readonly Issuers: readonly IssuerOutput[]
  readonly Details?: Readonly<Record<string, unknown>>
}

export const getStatus = (
  status: PodpassNeeds['status'],
  issuers: Issuers,
): Operation<object, GetStatusOutput> => ({
  authorize: () => [{ action: 'podpass:GetStatus', resource: '*' }],
  invoke: (_input, call) => {
    const facts = status(call.account)
    return {
      Version: facts.version,
      AccountId: call.account,
      Partition: call.partition,
      Region: call.region,
      StartedAt: new Date(facts.startedAt),
      Endpoint: facts.endpoint,
      Services: facts.services,
      Issuers: issuers.list(call.account).map(issuerOutput),
      ...(facts.details && { Details: facts.details }),
    }
  },
})
