/** Where the store keeps the clusters. */
import { collection, type Collection, type Reader } from '../../store/index.ts'
import type { ClusterName } from './needs.ts'
import type { ClusterRecord } from './model.ts'

type Place = Omit<ClusterName, 'name'>

export const clustersOf = ({ account, region }: Place): Collection<ClusterRecord> =>
  collection<ClusterRecord>('eks', account, region, 'cluster')

export const findRecord = (from: Reader, { name, ...place }: ClusterName): ClusterRecord | undefined =>
  clustersOf(place).get(from, name)?.value
