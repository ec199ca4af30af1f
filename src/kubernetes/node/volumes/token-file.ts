/** Keeps a projected token fresh on disk: written whole, and replaced before it expires. */
import type { Clock } from '../../../kit/index.ts'
import type { KubernetesClient, TokenWish } from '../../api/index.ts'
import { requestToken } from '../../api/index.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import { replaceFile, type FileOwner } from './write-payload.ts'

export interface TokenFile {
  readonly client: KubernetesClient
  readonly wish: TokenWish
  readonly path: string
  readonly now: Clock
  /** Calls back after so many milliseconds; returns what cancels that. */
  readonly after: (milliseconds: number, act: () => void) => () => void
  readonly say: (line: string) => void
  readonly mode: number
  readonly owner?: FileOwner
}

/** As the kubelet does it: at 80 % of its life, and after a day at the latest. */
const renewalShare = 0.8
const longestLife = 24 * 3600 * 1000
const retryPause = 10_000

/** Writes the first token; the value ends the renewal. */
export async function keepTokenFile(file: TokenFile): Promise<Found<() => void>> {
  let cancel = (): void => undefined
  let stopped = false
  const renew = async (): Promise<string | undefined> => {
    const asked = file.now()
    const answer = await requestToken(file.client, file.wish)
    if (stopped) return undefined
    if (!answer.ok) return answer.problem.message
    replaceFile(file.path, answer.token, file.mode, file.owner)
    const life = Math.min(longestLife, answer.expiresAt - asked)
    cancel = file.after(Math.max(1000, life * renewalShare), again)
    return undefined
  }
  const again = (): void => void renewAgain()
  const renewAgain = async (): Promise<void> => {
    const failure = await renew()
    if (failure === undefined) return
    file.say(`token ${file.path} is not renewed: ${failure}`)
    cancel = file.after(retryPause, again)
  }
  const failure = await renew()
  if (failure !== undefined) return problem(failure)
  return {
    ok: true,
    value: () => {
      stopped = true
      cancel()
    },
  }
}
