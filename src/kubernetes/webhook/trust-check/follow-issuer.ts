/** Which issuer the cluster's tokens name: as its API server says, asked again from time to time. */
import { sleep, textOf, type KubernetesClient } from '../../api/index.ts'

export interface IssuerNeeds {
  readonly client: Pick<KubernetesClient, 'request'>
  readonly signal: AbortSignal
  readonly onProblem: (message: string) => void
}

const [askEvery, retryAfter] = [30 * 60_000, 15_000]

/** Undefined until it has been told. */
export function followIssuer({ client, signal, onProblem }: IssuerNeeds): () => string | undefined {
  let issuer: string | undefined
  let told: string | undefined
  void (async () => {
    while (!signal.aborted) {
      const answer = await client.request('GET', '/.well-known/openid-configuration', { signal })
      const found = answer.ok ? textOf(answer.value['issuer']) : undefined
      const problem = answer.ok ? 'it names no issuer' : answer.problem.message
      if (found !== undefined) issuer = found
      else if (problem !== told && !signal.aborted) {
        told = problem
        onProblem(`the cluster's issuer is not known, so no trust is checked: ${problem}`)
      }
      await sleep(found === undefined ? retryAfter : askEvery, signal)
    }
  })()
  return () => issuer
}
