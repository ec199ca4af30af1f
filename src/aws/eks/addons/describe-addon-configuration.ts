/** DescribeAddonConfiguration: what an add-on may be configured with, and the identity that it needs. */
import { managedPolicyArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { invalidParameter } from '../errors.ts'
import { findAddonKind } from './catalogue.ts'

export interface DescribeAddonConfigurationInput {
  readonly addonName: string
  readonly addonVersion: string
}

export interface DescribeAddonConfigurationOutput extends DescribeAddonConfigurationInput {
  /** JSON Schema, as text. */
  readonly configurationSchema: string
  readonly podIdentityConfiguration?: readonly {
    readonly serviceAccount: string
    readonly recommendedManagedPolicies: readonly string[]
  }[]
}

export const describeAddonConfiguration = (): Operation<
  DescribeAddonConfigurationInput,
  DescribeAddonConfigurationOutput
> => ({
  authorize: () => [{ action: 'eks:DescribeAddonConfiguration', resource: '*' }],
  invoke: ({ addonName, addonVersion }, { partition }) => {
    const kind = findAddonKind(addonName)
    if (kind === undefined) throw invalidParameter('Addon specified is not supported', { addonName })
    if (!kind.versions.some(({ version }) => version === addonVersion))
      throw invalidParameter('Addon version specified is not supported', { addonName })
    const { identity } = kind
    return {
      addonName,
      addonVersion,
      configurationSchema: JSON.stringify({
        $schema: 'http://json-schema.org/draft-06/schema#',
        ...kind.settings,
      }),
      ...(identity && {
        podIdentityConfiguration: [
          {
            serviceAccount: identity.serviceAccount,
            recommendedManagedPolicies: [managedPolicyArn(partition, 'aws', '/', identity.policy)],
          },
        ],
      }),
    }
  },
})
