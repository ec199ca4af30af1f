/** Makes a source of maps: its entries, and behind them the accounts whose principals go by their ARN. */
import type { Source } from '../needs.ts'
import { findMapping, type Mappings } from './mapping.ts'

export const mappingSource = (
  facts: Pick<Source, 'name' | 'reservedPrefixes' | 'counts'>,
  read: () => Mappings,
): Source => ({
  ...facts,
  find: ({ canonicalArn, accountId }) => {
    const mappings = read()
    const found = findMapping(mappings, canonicalArn)
    if (found !== undefined) return { username: found.username || canonicalArn, groups: found.groups }
    return mappings.accounts.has(accountId) ? { username: canonicalArn, groups: [] } : undefined
  },
})
