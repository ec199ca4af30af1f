/** Which services have a service-linked role here, under AWS's names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html */

export interface LinkedService {
  /** What follows AWSServiceRoleFor. */
  readonly name: string
  /** Of the managed policy below /aws-service-role/. */
  readonly policy: string
  readonly takesSuffix?: true
}

export const linkedServices: Readonly<Record<string, LinkedService>> = {
  'access-analyzer.amazonaws.com': { name: 'AccessAnalyzer', policy: 'AccessAnalyzerServiceRolePolicy' },
  'autoscaling.amazonaws.com': {
    name: 'AutoScaling',
    policy: 'AutoScalingServiceRolePolicy',
    takesSuffix: true,
  },
  'backup.amazonaws.com': { name: 'Backup', policy: 'AWSBackupServiceLinkedRolePolicyForBackup' },
  'batch.amazonaws.com': { name: 'Batch', policy: 'BatchServiceRolePolicy' },
  'cloudtrail.amazonaws.com': { name: 'CloudTrail', policy: 'CloudTrailServiceRolePolicy' },
  'config.amazonaws.com': { name: 'Config', policy: 'AWSConfigServiceRolePolicy' },
  'dynamodb.application-autoscaling.amazonaws.com': {
    name: 'ApplicationAutoScaling_DynamoDBTable',
    policy: 'AWSApplicationAutoscalingDynamoDBTablePolicy',
  },
  'ecs.amazonaws.com': { name: 'ECS', policy: 'AmazonECSServiceRolePolicy' },
  'ecs.application-autoscaling.amazonaws.com': {
    name: 'ApplicationAutoScaling_ECSService',
    policy: 'AWSApplicationAutoscalingECSServicePolicy',
  },
  'eks.amazonaws.com': { name: 'AmazonEKS', policy: 'AmazonEKSServiceRolePolicy' },
  'eks-connector.amazonaws.com': {
    name: 'AmazonEKSConnector',
    policy: 'AmazonEKSConnectorServiceRolePolicy',
  },
  'eks-fargate.amazonaws.com': {
    name: 'AmazonEKSForFargate',
    policy: 'AmazonEKSForFargateServiceRolePolicy',
  },
  'eks-nodegroup.amazonaws.com': {
    name: 'AmazonEKSNodegroup',
    policy: 'AWSServiceRoleForAmazonEKSNodegroup',
  },
  'elasticache.amazonaws.com': { name: 'ElastiCache', policy: 'ElastiCacheServiceRolePolicy' },
  'elasticfilesystem.amazonaws.com': {
    name: 'AmazonElasticFileSystem',
    policy: 'AmazonElasticFileSystemServiceRolePolicy',
  },
  'elasticloadbalancing.amazonaws.com': {
    name: 'ElasticLoadBalancing',
    policy: 'AWSElasticLoadBalancingServiceRolePolicy',
  },
  'elasticmapreduce.amazonaws.com': { name: 'EMRCleanup', policy: 'AmazonEMRCleanupPolicy' },
  'es.amazonaws.com': {
    name: 'AmazonElasticsearchService',
    policy: 'AmazonElasticsearchServiceRolePolicy',
  },
  'guardduty.amazonaws.com': { name: 'AmazonGuardDuty', policy: 'AmazonGuardDutyServiceRolePolicy' },
  'inspector2.amazonaws.com': { name: 'AmazonInspector2', policy: 'AmazonInspector2ServiceRolePolicy' },
  'kafka.amazonaws.com': { name: 'Kafka', policy: 'KafkaServiceRolePolicy' },
  'opensearchservice.amazonaws.com': {
    name: 'AmazonOpenSearchService',
    policy: 'AmazonOpenSearchServiceRolePolicy',
  },
  'ops.apigateway.amazonaws.com': { name: 'APIGateway', policy: 'APIGatewayServiceRolePolicy' },
  'organizations.amazonaws.com': { name: 'Organizations', policy: 'AWSOrganizationsServiceTrustPolicy' },
  'rds.amazonaws.com': { name: 'RDS', policy: 'AmazonRDSServiceRolePolicy' },
  'redshift.amazonaws.com': { name: 'Redshift', policy: 'AmazonRedshiftServiceLinkedRolePolicy' },
  'replication.dynamodb.amazonaws.com': {
    name: 'DynamoDBReplication',
    policy: 'DynamoDBReplicationServiceRolePolicy',
  },
  'replicator.lambda.amazonaws.com': { name: 'LambdaReplicator', policy: 'AWSLambdaReplicator' },
  'securityhub.amazonaws.com': { name: 'SecurityHub', policy: 'AWSSecurityHubServiceRolePolicy' },
  'spot.amazonaws.com': { name: 'EC2Spot', policy: 'AWSEC2SpotServiceRolePolicy' },
  'spotfleet.amazonaws.com': { name: 'EC2SpotFleet', policy: 'AWSEC2SpotFleetServiceRolePolicy' },
  'ssm.amazonaws.com': { name: 'AmazonSSM', policy: 'AmazonSSMServiceRolePolicy' },
  'sso.amazonaws.com': { name: 'SSO', policy: 'AWSSSOServiceRolePolicy' },
  'support.amazonaws.com': { name: 'Support', policy: 'AWSSupportServiceRolePolicy' },
  'transitgateway.amazonaws.com': {
    name: 'VPCTransitGateway',
    policy: 'AWSVPCTransitGatewayServiceRolePolicy',
  },
  'trustedadvisor.amazonaws.com': { name: 'TrustedAdvisor', policy: 'AWSTrustedAdvisorServiceRolePolicy' },
}
