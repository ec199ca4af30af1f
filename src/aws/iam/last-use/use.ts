/** When, where and for what somebody last called: values, and how a later use takes the place of an earlier one. */

export interface Use {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly region: string
}

export interface ServiceUse extends Use {
  /** The latest use of each action, by its name without the service. */
  readonly actions: Readonly<Record<string, Use>>
}

/** All that is kept of what a role or user did. */
export interface PrincipalUse extends Use {
  /** By the namespace of the service, such as `s3`. */
  readonly services: Readonly<Record<string, ServiceUse>>
}

export interface KeyUse extends Use {
  readonly service: string
}

/** A call that somebody signed, whether or not it was allowed. */
export interface NotedCall extends Use {
  /** AIDA... or AROA...; absent for root and federated users, whose use belongs to nobody's report. */
  readonly principalId?: string
  /** Of long-term keys alone. */
  readonly accessKeyId?: string
  /** The service that was called. */
  readonly service: string
  /** The actions that were asked for, such as `s3:GetObject`. */
  readonly actions: readonly string[]
}

export const later = <Kept extends Use>(a: Kept, b: Kept | undefined): Kept =>
  b === undefined || b.at < a.at ? a : b

export function mergeUses(a: PrincipalUse, b: PrincipalUse | undefined): PrincipalUse {
  if (b === undefined) return a
  const { at, region } = later<Use>(a, b)
  return { at, region, services: mergeBy(a.services, b.services, mergeServices) }
}

function mergeServices(a: ServiceUse, b: ServiceUse): ServiceUse {
  const { at, region } = later<Use>(a, b)
  return { at, region, actions: mergeBy(a.actions, b.actions, later) }
}

function mergeBy<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  merge: (a: Value, b: Value) => Value,
): Readonly<Record<string, Value>> {
  const merged: Record<string, Value> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const known = merged[key]
    merged[key] = known === undefined ? value : merge(known, value)
  }
  return merged
}
