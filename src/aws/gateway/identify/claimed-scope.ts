/** The region and service that a request says it is signed for, even where the rest of its signature is broken. */
import type { Passage } from '../passage.ts'

export interface ClaimedScope {
  readonly accessKeyId?: string
  readonly region: string
  readonly service: string
}

export function claimedScope({ presented, request, query }: Passage): ClaimedScope | undefined {
  if (presented.form === 'none') return undefined
  if (presented.form === 'signed') {
    const { accessKeyId, scope } = presented.signature.credential
    return { accessKeyId, region: scope.region, service: scope.service }
  }
  const credential =
    presented.form === 'header'
      ? /Credential=([^,\s]+)/.exec(request.headers['authorization']?.[0] ?? '')?.[1]
      : new URLSearchParams(query).get('X-Amz-Credential')
  const [accessKeyId, , region, service] = credential?.split('/') ?? []
  return region && service ? { accessKeyId, region, service } : undefined
}
