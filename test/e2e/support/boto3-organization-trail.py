"""A trail of an organization, as its management account sets it up with boto3. Prints one JSON value."""
import gzip
import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

account, bucket = sys.argv[1:3]
cloudtrail, s3, sts = boto3.client('cloudtrail'), boto3.client('s3'), boto3.client('sts')
organizations = boto3.client('organizations')
told = {}
own = f'arn:aws:cloudtrail:us-east-1:{account}:trail/all'


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response['Error']['Code']
    return 'it was answered'


def create(client=cloudtrail):
    return refusal(client.create_trail, Name='all', S3BucketName=bucket, IsOrganizationTrail=True,
                   IsMultiRegionTrail=True)


def let_in(*folders):
    service = {'Effect': 'Allow', 'Principal': {'Service': 'cloudtrail.amazonaws.com'}}
    source = {'aws:SourceArn': own}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({'Version': '2012-10-17', 'Statement': [
        {**service, 'Action': 's3:GetBucketAcl', 'Resource': f'arn:aws:s3:::{bucket}',
         'Condition': {'StringEquals': source}},
        {**service, 'Action': 's3:PutObject',
         'Resource': [f'arn:aws:s3:::{bucket}/AWSLogs/{folder}/*' for folder in folders],
         'Condition': {'StringEquals': {'s3:x-amz-acl': 'bucket-owner-full-control', **source}}}]}))


s3.create_bucket(Bucket=bucket)
told['no organization'] = create()
organization = organizations.create_organization(FeatureSet='ALL')['Organization']['Id']
told['not trusted'] = create()
organizations.enable_aws_service_access(ServicePrincipal='cloudtrail.amazonaws.com')
told['trusted'] = [each['ServicePrincipal'] for each in
                   organizations.list_aws_service_access_for_organization()['EnabledServicePrincipals']]
let_in(account)
told['own folder alone'] = create()
let_in(account, organization)
told['made'] = create()
cloudtrail.start_logging(Name='all')

status = organizations.create_account(Email='member@example.com', AccountName='member')['CreateAccountStatus']
while status['State'] == 'IN_PROGRESS':
    time.sleep(0.1)
    status = organizations.describe_create_account_status(CreateAccountRequestId=status['Id'])['CreateAccountStatus']
member = status['AccountId']
role = f'arn:aws:iam::{member}:role/OrganizationAccountAccessRole'
given = sts.assume_role(RoleArn=role, RoleSessionName='administrator')['Credentials']
session = boto3.Session(aws_access_key_id=given['AccessKeyId'], aws_secret_access_key=given['SecretAccessKey'],
                        aws_session_token=given['SessionToken'])
session.client('iam').create_user(UserName='of-the-member')
theirs = session.client('cloudtrail')
told['seen by the member'] = [[trail['TrailARN'] == own, trail['IsOrganizationTrail']]
                              for trail in theirs.describe_trails()['trailList']]
told['made by the member'] = create(theirs)
told['stopped by the member'] = refusal(theirs.stop_logging, Name=own)

wanted = f'AWSLogs/{organization}/{member}/CloudTrail/us-east-1/'
found, deadline = set(), time.time() + 20
while 'CreateUser' not in found and time.time() < deadline:
    time.sleep(0.2)
    for item in s3.list_objects_v2(Bucket=bucket, Prefix=wanted).get('Contents', []):
        body = gzip.decompress(s3.get_object(Bucket=bucket, Key=item['Key'])['Body'].read())
        for event in json.loads(body)['Records']:
            found.add(event['eventName'])
            told.setdefault('recipients', event['recipientAccountId'] == member)
told["of the member"] = 'CreateUser' in found
folders = {item['Key'].split('/')[2] for item in s3.list_objects_v2(Bucket=bucket)['Contents']}
told['folders'] = folders == {account, member}
cloudtrail.update_trail(Name='all', IsOrganizationTrail=False)
told['seen no more'] = theirs.describe_trails()['trailList']
cloudtrail.delete_trail(Name='all')
organizations.disable_aws_service_access(ServicePrincipal='cloudtrail.amazonaws.com')
print(json.dumps(told))
