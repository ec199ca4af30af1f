/** An update of a cluster or of what belongs to it, as the store keeps it. What is updated is so at once, so every update is done, well or badly. */
export interface UpdateRecord {
  readonly id: string
  readonly type: UpdateType
  readonly params: readonly UpdateParam[]
  readonly createdAt: number
  readonly addonName?: string
  readonly nodegroupName?: string
  /** Why it failed. */
  readonly failure?: { readonly code: string; readonly message: string }
}

export type UpdateType =
  | 'AccessConfigUpdate'
  | 'AddonUpdate'
  | 'AssociateIdentityProviderConfig'
  | 'ConfigUpdate'
  | 'ControlPlaneScalingConfigUpdate'
  | 'DeletionProtectionUpdate'
  | 'DisassociateIdentityProviderConfig'
  | 'EndpointAccessUpdate'
  | 'LoggingUpdate'
  | 'RemoteNetworkConfigUpdate'
  | 'UpgradePolicyUpdate'
  | 'VersionUpdate'
  | 'VpcConfigUpdate'
  | 'ZonalShiftConfigUpdate'

export interface UpdateParam {
  readonly type: string
  readonly value: string
}
