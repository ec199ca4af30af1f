/** The check that roles can be assumed, wired: IAM's answers, the policy language, the cluster's issuer. */
import { readFileSync } from 'node:fs'
import type { KubernetesClient } from '../../kubernetes/api/index.ts'
import { loadTrustCheck, type TrustCheck } from '../../kubernetes/webhook/index.ts'
import { openRoleAsker } from './ask-role.ts'
import { judgeTrust } from './judge-trust.ts'

export interface TrustWish {
  /** Asked from the API server when left out. */
  readonly issuer?: string
  /** Of AWS; the SDK's own when left out. */
  readonly endpoint?: string
  /** The file with the CA of that endpoint. */
  readonly caFile?: string
  readonly region?: string
}

export async function openTrust(
  { issuer, endpoint, caFile, region }: TrustWish,
  client: KubernetesClient,
  signal: AbortSignal,
  onProblem: (message: string) => void,
): Promise<TrustCheck> {
  const { createTrustCheck, followIssuer } = await loadTrustCheck()
  const ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8')
  const asker = await openRoleAsker({ endpoint, ca, region })
  signal.addEventListener('abort', asker.close, { once: true })
  return createTrustCheck({
    askRole: asker.ask,
    judge: judgeTrust,
    issuer: issuer === undefined ? followIssuer({ client, signal, onProblem }) : () => issuer,
    now: () => performance.now(),
    onProblem,
  })
}
