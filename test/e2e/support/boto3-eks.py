"""Makes what EKS has with boto3, waits for it with its waiters, and takes it away. Prints one JSON value."""
import json
import sys

import boto3

account = sys.argv[1]
eks = boto3.client('eks')
role = f'arn:aws:iam::{account}:role/nodes'
told = {}


def wait(waiter, **names):
    eks.get_waiter(waiter).wait(**names, WaiterConfig={'Delay': 1, 'MaxAttempts': 5})


eks.create_cluster(name='waits', roleArn=role, resourcesVpcConfig={'subnetIds': ['subnet-0a']},
                   accessConfig={'authenticationMode': 'API'})
wait('cluster_active', name='waits')
told['addon'] = eks.create_addon(clusterName='waits', addonName='kube-proxy')['addon']['status']
wait('addon_active', clusterName='waits', addonName='kube-proxy')
told['nodegroup'] = eks.create_nodegroup(
    clusterName='waits', nodegroupName='ng', subnets=['subnet-0a'], nodeRole=role)['nodegroup']['status']
wait('nodegroup_active', clusterName='waits', nodegroupName='ng')
eks.create_fargate_profile(clusterName='waits', fargateProfileName='f', podExecutionRoleArn=role,
                           selectors=[{'namespace': 'x'}])
wait('fargate_profile_active', clusterName='waits', fargateProfileName='f')
for name in ('b', 'a', 'c'):
    eks.create_access_entry(clusterName='waits', principalArn=f'arn:aws:iam::444455556666:role/{name}')
pages = eks.get_paginator('list_access_entries').paginate(clusterName='waits', PaginationConfig={'PageSize': 2})
found = [page['accessEntries'] for page in pages]
told['pages'] = [len(page) for page in found]
told['entries'] = sorted(arn.split('/')[-1] for page in found for arn in page)
try:
    eks.describe_access_entry(clusterName='waits', principalArn='arn:aws:iam::444455556666:role/d')
except eks.exceptions.ResourceNotFoundException as error:
    told['missing'] = error.response['Error']['Message']
eks.delete_fargate_profile(clusterName='waits', fargateProfileName='f')
wait('fargate_profile_deleted', clusterName='waits', fargateProfileName='f')
eks.delete_nodegroup(clusterName='waits', nodegroupName='ng')
wait('nodegroup_deleted', clusterName='waits', nodegroupName='ng')
eks.delete_addon(clusterName='waits', addonName='kube-proxy')
wait('addon_deleted', clusterName='waits', addonName='kube-proxy')
eks.delete_cluster(name='waits')
wait('cluster_deleted', name='waits')
print(json.dumps(told))
