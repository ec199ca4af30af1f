/** EKS as the gateway serves it: clusters, each with a working issuer, and what belongs to them. */
import type { ServiceDefinition } from '../protocol/index.ts'
import { associateAccessPolicy } from './access-entries/associate-access-policy.ts'
import { createAccessEntry } from './access-entries/create-access-entry.ts'
import { deleteAccessEntry } from './access-entries/delete-access-entry.ts'
import { describeAccessEntry } from './access-entries/describe-access-entry.ts'
import { disassociateAccessPolicy } from './access-entries/disassociate-access-policy.ts'
import { type ClusterAccess, findAccess, type SignedIn } from './access-entries/find-access.ts'
import { listAccessEntries } from './access-entries/list-access-entries.ts'
import { listAccessPolicies } from './access-entries/list-access-policies.ts'
import { listAssociatedAccessPolicies } from './access-entries/list-associated-access-policies.ts'
import { updateAccessEntry } from './access-entries/update-access-entry.ts'
import { createAddon } from './addons/create-addon.ts'
import { deleteAddon } from './addons/delete-addon.ts'
import { describeAddonConfiguration } from './addons/describe-addon-configuration.ts'
import { describeAddonVersions } from './addons/describe-addon-versions.ts'
import { describeAddon } from './addons/describe-addon.ts'
import { listAddons } from './addons/list-addons.ts'
import { updateAddon } from './addons/update-addon.ts'
import { createCluster } from './clusters/create-cluster.ts'
import { deleteCluster } from './clusters/delete-cluster.ts'
import { describeClusterVersions } from './clusters/describe-cluster-versions.ts'
import { describeCluster } from './clusters/describe-cluster.ts'
import { listClusters } from './clusters/list-clusters.ts'
import { createClusters } from './clusters/lives.ts'
import { isLogged } from './clusters/logging.ts'
import { updateClusterConfig } from './clusters/update-cluster-config.ts'
import { updateClusterVersion } from './clusters/update-cluster-version.ts'
import { createFargateProfile } from './fargate-profiles/create-fargate-profile.ts'
import { deleteFargateProfile } from './fargate-profiles/delete-fargate-profile.ts'
import { describeFargateProfile } from './fargate-profiles/describe-fargate-profile.ts'
import { listFargateProfiles } from './fargate-profiles/list-fargate-profiles.ts'
import { associateIdentityProviderConfig } from './identity-providers/associate-identity-provider-config.ts'
import { describeIdentityProviderConfig } from './identity-providers/describe-identity-provider-config.ts'
import { disassociateIdentityProviderConfig } from './identity-providers/disassociate-identity-provider-config.ts'
import { listIdentityProviderConfigs } from './identity-providers/list-identity-provider-configs.ts'
import { listProviders } from './identity-providers/providers.ts'
import type { OidcConfig } from './identity-providers/record.ts'
import type { ClusterName, EksNeeds } from './needs.ts'
import { createNodegroup } from './nodegroups/create-nodegroup.ts'
import { deleteNodegroup } from './nodegroups/delete-nodegroup.ts'
import { describeNodegroup } from './nodegroups/describe-nodegroup.ts'
import { listNodegroups } from './nodegroups/list-nodegroups.ts'
import { updateNodegroupConfig } from './nodegroups/update-nodegroup-config.ts'
import { updateNodegroupVersion } from './nodegroups/update-nodegroup-version.ts'
import { createPodIdentityAssociation } from './pod-identity/create-pod-identity-association.ts'
import { deletePodIdentityAssociation } from './pod-identity/delete-pod-identity-association.ts'
import { describePodIdentityAssociation } from './pod-identity/describe-pod-identity-association.ts'
import { findPodRole, type PodRole } from './pod-identity/find-pod-role.ts'
import { listPodIdentityAssociations } from './pod-identity/list-pod-identity-associations.ts'
import { updatePodIdentityAssociation } from './pod-identity/update-pod-identity-association.ts'
import { findRecord, type Tags } from './store.ts'
import { listTagsForResource } from './tags/list-tags-for-resource.ts'
import { tagResource } from './tags/tag-resource.ts'
import { untagResource } from './tags/untag-resource.ts'
import { describeUpdate } from './updates/describe-update.ts'
import { listUpdates } from './updates/list-updates.ts'

export interface Eks {
  readonly service: ServiceDefinition
  /** As whom an IAM principal comes to a cluster, for its login; undefined when there is no such cluster. */
  readonly findAccess: (cluster: ClusterName, who: SignedIn) => ClusterAccess | undefined
  /** Which role the pods of a ServiceAccount get, for EKS Auth. */
  readonly findPodRole: (
    cluster: ClusterName,
    namespace: string,
    serviceAccount: string,
  ) => PodRole | undefined
  /** Whether a type of log of the cluster's control plane is exported. */
  readonly isLogged: (cluster: ClusterName, type: string) => boolean
  /** The cluster's Kubernetes version; undefined when there is no such cluster. */
  readonly findVersion: (cluster: ClusterName) => string | undefined
  /** The OIDC providers whose tokens a cluster takes. */
  readonly listIdentityProviders: (cluster: ClusterName) => readonly OidcConfig[]
  /** The cluster's tags; undefined when there is no such cluster. */
  readonly findTags: (cluster: ClusterName) => Tags | undefined
}

export function createEks(needs: EksNeeds): Eks {
  const { store } = needs
  const clusters = createClusters(needs)
  return {
    service: {
      model: 'eks',
      operations: {
        AssociateAccessPolicy: associateAccessPolicy(needs),
        AssociateIdentityProviderConfig: associateIdentityProviderConfig(needs),
        CreateAccessEntry: createAccessEntry(needs),
        CreateAddon: createAddon(needs),
        CreateCluster: createCluster(needs, clusters),
        CreateFargateProfile: createFargateProfile(needs),
        CreateNodegroup: createNodegroup(needs),
        CreatePodIdentityAssociation: createPodIdentityAssociation(needs),
        DeleteAccessEntry: deleteAccessEntry(needs),
        DeleteAddon: deleteAddon(needs),
        DeleteCluster: deleteCluster(needs, clusters),
        DeleteFargateProfile: deleteFargateProfile(needs),
        DeleteNodegroup: deleteNodegroup(needs),
        DeletePodIdentityAssociation: deletePodIdentityAssociation(needs),
        DescribeAccessEntry: describeAccessEntry(needs),
        DescribeAddon: describeAddon(needs),
        DescribeAddonConfiguration: describeAddonConfiguration(),
        DescribeAddonVersions: describeAddonVersions(),
        DescribeCluster: describeCluster(needs, clusters),
        DescribeClusterVersions: describeClusterVersions(needs),
        DescribeFargateProfile: describeFargateProfile(needs),
        DescribeIdentityProviderConfig: describeIdentityProviderConfig(needs),
        DescribeNodegroup: describeNodegroup(needs),
        DescribePodIdentityAssociation: describePodIdentityAssociation(needs),
        DescribeUpdate: describeUpdate(needs),
        DisassociateAccessPolicy: disassociateAccessPolicy(needs),
        DisassociateIdentityProviderConfig: disassociateIdentityProviderConfig(needs),
        ListAccessEntries: listAccessEntries(needs),
        ListAccessPolicies: listAccessPolicies(),
        ListAddons: listAddons(needs),
        ListAssociatedAccessPolicies: listAssociatedAccessPolicies(needs),
        ListClusters: listClusters(needs),
        ListFargateProfiles: listFargateProfiles(needs),
        ListIdentityProviderConfigs: listIdentityProviderConfigs(needs),
        ListNodegroups: listNodegroups(needs),
        ListPodIdentityAssociations: listPodIdentityAssociations(needs),
        ListTagsForResource: listTagsForResource(needs),
        ListUpdates: listUpdates(needs),
        TagResource: tagResource(needs),
        UntagResource: untagResource(needs),
        UpdateAccessEntry: updateAccessEntry(needs),
        UpdateAddon: updateAddon(needs),
        UpdateClusterConfig: updateClusterConfig(needs),
        UpdateClusterVersion: updateClusterVersion(needs),
        UpdateNodegroupConfig: updateNodegroupConfig(needs),
        UpdateNodegroupVersion: updateNodegroupVersion(needs),
        UpdatePodIdentityAssociation: updatePodIdentityAssociation(needs),
      },
    },
    findAccess: (cluster, who) => findAccess(store, cluster, who),
    findPodRole: (cluster, namespace, serviceAccount) =>
      findPodRole(store, cluster, namespace, serviceAccount),
    isLogged: (cluster, type) => {
      const record = findRecord(store, cluster)
      return record !== undefined && isLogged(record.logging, type)
    },
    findVersion: (cluster) => findRecord(store, cluster)?.version,
    listIdentityProviders: (cluster) => listProviders(store, cluster).map(({ config }) => config),
    findTags: (cluster) => findRecord(store, cluster)?.tags,
  }
}
