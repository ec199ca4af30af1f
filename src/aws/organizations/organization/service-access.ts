/** EnableAWSServiceAccess, DisableAWSServiceAccess and their list: which services may act for the whole organization. */
import { contextOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import { invalidInput } from '../errors.ts'
import type { TrustedService } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { pageOf, type PageInput } from '../page.ts'
import { change, putOrganization, requireManagement } from '../store.ts'

export interface ServiceAccessInput {
  readonly ServicePrincipal: string
}

export interface ListServiceAccessOutput {
  readonly EnabledServicePrincipals: readonly {
    readonly ServicePrincipal: string
    readonly DateEnabled: Date
  }[]
  readonly NextToken?: string
}

const changing =
  (
    action: string,
    trust: (before: readonly TrustedService[], principal: string, now: number) => readonly TrustedService[],
  ) =>
  (needs: OrganizationsNeeds): Operation<ServiceAccessInput, object> => ({
    authorize: ({ ServicePrincipal }) =>
      onAll(action, contextOf({ 'organizations:ServicePrincipal': ServicePrincipal })),
    invoke: async ({ ServicePrincipal: principal }, call) => {
      await change(needs, call, (txn, organization) => {
        requireServicePrincipal(principal)
        const trustedServices = trust(organization.trustedServices ?? [], principal, call.now)
        putOrganization(txn, { ...organization, trustedServices })
      })
      return {}
    },
  })

const without = (services: readonly TrustedService[], principal: string): readonly TrustedService[] =>
  services.filter((service) => service.principal !== principal)

function requireServicePrincipal(text: string): void {
  if (/^[a-z0-9][a-z0-9.-]*\.amazonaws\.com$/.test(text)) return
  throw invalidInput(
    'UNRECOGNIZED_SERVICE_PRINCIPAL',
    'You specified a service principal that Organizations does not recognize.',
  )
}

export const enableServiceAccess = changing('EnableAWSServiceAccess', (before, principal, now) =>
  before.some((service) => service.principal === principal)
    ? before
    : [...before, { principal, enabledAt: now }],
)

export const disableServiceAccess = changing('DisableAWSServiceAccess', without)

export const listServiceAccess = ({
  store,
}: OrganizationsNeeds): Operation<PageInput, ListServiceAccessOutput> => ({
  authorize: () => onAll('ListAWSServiceAccessForOrganization'),
  invoke: (input, call) => {
    const services = requireManagement(store, call).trustedServices ?? []
    const { items, more } = pageOf(services, ({ principal }) => principal, input)
    return {
      EnabledServicePrincipals: items.map(({ principal, enabledAt }) => ({
        ServicePrincipal: principal,
        DateEnabled: new Date(enabledAt),
      })),
      ...more,
    }
  },
})
