"""Makes an organization with accounts and policies with boto3, and goes into an account as its programs do. Prints one JSON value."""
import json
import time

import boto3
from botocore.exceptions import ClientError

org = boto3.client('organizations')
told = {}


def refusal(call, **words):
    try:
        call(**words)
    except ClientError as error:
        return error.response['Error']['Code'], error.response.get('Reason')
    return None


def create(name, **words):
    status = org.create_account(AccountName=name, Email=f'{name}@example.com', **words)['CreateAccountStatus']
    told.setdefault('first states', []).append(status['State'])
    while status['State'] == 'IN_PROGRESS':
        status = org.describe_create_account_status(CreateAccountRequestId=status['Id'])['CreateAccountStatus']
        time.sleep(0.05)
    return status


def enter(account, name, source=None):
    given = boto3.client('sts', **(source or {})).assume_role(
        RoleArn=f'arn:aws:iam::{account}:role/{name}', RoleSessionName='boto3')['Credentials']
    return {'aws_access_key_id': given['AccessKeyId'], 'aws_secret_access_key': given['SecretAccessKey'],
            'aws_session_token': given['SessionToken']}


told['not in use'] = refusal(org.list_accounts)
told['organization'] = sorted(org.create_organization(FeatureSet='ALL')['Organization'])
told['twice'] = refusal(org.create_organization)
shop = create('shop', Tags=[{'Key': 'team', 'Value': 'a'}])
told['state'] = shop['State']
again = create('shop')
told['again'] = [again['State'], again['FailureReason']]
bank = create('bank', RoleName='Admins')
for n in range(20):
    create(f'n{n}')
pages = org.get_paginator('list_accounts').paginate()
told['pages'] = [len(page['Accounts']) for page in pages]
account = org.describe_account(AccountId=shop['AccountId'])['Account']
told['account'] = [account['Name'], account['Email'], account['Status'], account['State'], account['JoinedMethod']]
told['paths'] = len(account['Paths'][0].split('/'))
told['tags'] = org.list_tags_for_resource(ResourceId=shop['AccountId'])['Tags']
org.untag_resource(ResourceId=shop['AccountId'], TagKeys=['team'])
org.tag_resource(ResourceId=shop['AccountId'], Tags=[{'Key': 'cost', 'Value': '7'}])
told['tags after'] = org.list_tags_for_resource(ResourceId=shop['AccountId'])['Tags']
told['doubled tags'] = refusal(org.tag_resource, ResourceId=shop['AccountId'],
                               Tags=[{'Key': 'x', 'Value': '1'}, {'Key': 'x', 'Value': '2'}])

root = org.list_roots()['Roots'][0]
org.enable_policy_type(RootId=root['Id'], PolicyType='SERVICE_CONTROL_POLICY')
unit = org.create_organizational_unit(ParentId=root['Id'], Name='sandbox')['OrganizationalUnit']['Id']
deep = unit
for level in range(4):
    deep = org.create_organizational_unit(ParentId=deep, Name='deeper')['OrganizationalUnit']['Id']
told['too deep'] = refusal(org.create_organizational_unit, ParentId=deep, Name='deepest')
org.move_account(AccountId=shop['AccountId'], SourceParentId=root['Id'], DestinationParentId=deep)
fence = org.create_policy(Name='fence', Description='', Type='SERVICE_CONTROL_POLICY', Content=json.dumps({
    'Version': '2012-10-17',
    'Statement': {'Effect': 'Deny', 'Action': 'iam:CreateUser', 'Resource': '*'}}))['Policy']['PolicySummary']
org.attach_policy(PolicyId=fence['Id'], TargetId=unit)
inside = enter(shop['AccountId'], 'OrganizationAccountAccessRole')
iam = boto3.client('iam', **inside)
try:
    iam.create_user(UserName='x')
except ClientError as error:
    told['inherited'] = error.response['Error']['Message'].endswith(
        f"with an explicit deny in a service control policy: {fence['Arn']}")
told['allowed'] = iam.create_role(RoleName='r', AssumeRolePolicyDocument=json.dumps({
    'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Principal': {'AWS': bank['AccountId']},
                                           'Action': 'sts:AssumeRole'}}))['Role']['RoleName']
told['linked'] = iam.create_service_linked_role(AWSServiceName='eks.amazonaws.com')['Role']['RoleName']
outside = enter(bank['AccountId'], 'Admins')
told['elsewhere'] = boto3.client('iam', **outside).create_user(UserName='x')['User']['UserName']
told['across'] = boto3.client('sts', **enter(shop['AccountId'], 'r', outside)).get_caller_identity()['Account'] == shop['AccountId']
told['member'] = refusal(boto3.client('organizations', **inside).list_policies, Filter='SERVICE_CONTROL_POLICY')
many = [org.create_policy(Name=f'many{n}', Description='', Type='SERVICE_CONTROL_POLICY', Content=json.dumps({
    'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}))
    ['Policy']['PolicySummary']['Id'] for n in range(10)]
for policy in many[:9]:
    org.attach_policy(PolicyId=policy, TargetId=bank['AccountId'])
told['too many'] = refusal(org.attach_policy, PolicyId=many[9], TargetId=bank['AccountId'])
org.disable_policy_type(RootId=root['Id'], PolicyType='SERVICE_CONTROL_POLICY')
told['disabled'] = iam.create_user(UserName='x')['User']['UserName']
told['refused by name'] = refusal(org.remove_account_from_organization, AccountId=shop['AccountId'])
print(json.dumps(told))
