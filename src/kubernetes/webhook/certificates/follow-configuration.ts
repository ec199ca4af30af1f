/** Knows the MutatingWebhookConfiguration as it stands. */
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { follow } from '../../api/index.ts'
import { configurations } from './configuration.ts'

export interface FollowedConfiguration {
  /** Null when there is none, undefined while that is not known. */
  readonly current: () => JsonObject | null | undefined
  /** Takes over what an answer to a change of ours showed. */
  readonly adopt: (configuration: JsonObject) => void
}

export interface ConfigurationNeeds {
  readonly client: KubernetesClient
  readonly name: string
  readonly signal: AbortSignal
  readonly onChange: () => void
  readonly onProblem: (message: string) => void
}

export function followConfiguration(needs: ConfigurationNeeds): FollowedConfiguration {
  let current: JsonObject | null | undefined
  const take = (configuration: JsonObject | null): void => {
    current = configuration
    needs.onChange()
  }
  void follow(needs.client, {
    path: configurations,
    query: { fieldSelector: `metadata.name=${needs.name}` },
    signal: needs.signal,
    onList: (found) => take(found[0] ?? null),
    onChange: (type, found) => take(type === 'DELETED' ? null : found),
    onProblem: ({ message }) => needs.onProblem(`webhook configuration ${needs.name}: ${message}`),
  })
  return { current: () => current, adopt: (configuration) => void (current = configuration) }
}
