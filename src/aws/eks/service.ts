/** EKS as the gateway serves it: clusters as records, each with a working issuer. */
import type { ServiceDefinition } from '../protocol/index.ts'
import { createClusters } from './clusters.ts'
import type { EksNeeds } from './needs.ts'
import { createCluster } from './operations/create-cluster.ts'
import { deleteCluster } from './operations/delete-cluster.ts'
import { describeCluster } from './operations/describe-cluster.ts'
import { describeClusterVersions } from './operations/describe-cluster-versions.ts'
import { listClusters } from './operations/list-clusters.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'

export interface Eks {
  readonly service: ServiceDefinition
}

export function createEks(needs: EksNeeds): Eks {
  const clusters = createClusters(needs)
  return {
    service: {
      model: 'eks',
      operations: {
        CreateCluster: createCluster(needs, clusters),
        DeleteCluster: deleteCluster(needs, clusters),
        DescribeCluster: describeCluster(needs, clusters),
        DescribeClusterVersions: describeClusterVersions(needs),
        ListClusters: listClusters(needs),
        ListTagsForResource: listTagsForResource(needs),
        TagResource: tagResource(needs),
        UntagResource: untagResource(needs),
      },
    },
  }
}
