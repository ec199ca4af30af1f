"""Uses trails as programs with boto3 do: bucket policies, selectors, tags, files in the bucket. Prints one JSON value."""
import gzip
import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

account, bucket = sys.argv[1:3]
cloudtrail, s3, iam = boto3.client('cloudtrail'), boto3.client('s3'), boto3.client('iam')
told = {}


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
    return 'it was answered'


def statement(action, resource, **conditions):
    return {'Effect': 'Allow', 'Principal': {'Service': 'cloudtrail.amazonaws.com'}, 'Action': action,
            'Resource': f'arn:aws:s3:::{resource}', **({'Condition': {'StringEquals': conditions}} if conditions else {})}


def put_policy(name, *statements):
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({'Version': '2012-10-17', 'Statement': statements}))


def create(name='main', target=bucket, **more):
    return refusal(cloudtrail.create_trail, Name=name, S3BucketName=target, **more)


own = f'arn:aws:cloudtrail:us-east-1:{account}:trail/main'
acl = {'s3:x-amz-acl': 'bucket-owner-full-control'}
look = statement('s3:GetBucketAcl', bucket)
write = f'{bucket}/AWSLogs/{account}/*'
s3.create_bucket(Bucket=bucket)
told['no bucket'] = create(target='none-of-ours')
told['no policy'] = create()
put_policy(bucket, look, statement('s3:PutObject', f'{bucket}/AWSLogs/999999999999/*', **acl))
told['another account'] = create()
put_policy(bucket, look, statement('s3:PutObject', write, **{**acl, 'aws:SourceArn': own + 'x'}))
told['another trail'] = create()
put_policy(bucket, look, statement('s3:PutObject', write, **{**acl, 'aws:SourceAccount': '999999999999'}))
told['another source account'] = create()
put_policy(bucket, look, statement('s3:PutObject', write, **{'s3:x-amz-acl': 'public-read'}))
told['another ACL'] = create()
put_policy(bucket, look, statement('s3:PutObject', write, **acl, **{'aws:SourceArn': own}))
told['another prefix'] = create(S3KeyPrefix='elsewhere')
told['made'] = create(TagsList=[{'Key': 'team', 'Value': 'a'}])
cloudtrail.start_logging(Name=own)
put = cloudtrail.put_event_selectors(TrailName='main', AdvancedEventSelectors=[
    {'Name': 'changes', 'FieldSelectors': [{'Field': 'eventCategory', 'Equals': ['Management']},
                                           {'Field': 'readOnly', 'Equals': ['false']}]},
    {'Name': 'objects', 'FieldSelectors': [{'Field': 'eventCategory', 'Equals': ['Data']},
                                           {'Field': 'resources.type', 'Equals': ['AWS::S3::Object']},
                                           {'Field': 'resources.ARN', 'StartsWith': ['arn:aws:s3:::data/in/']}]}])
told['selectors'] = len(put['AdvancedEventSelectors'])

s3.create_bucket(Bucket='data')
s3.put_object(Bucket='data', Key='in/a', Body=b'x')
s3.put_object(Bucket='data', Key='out/a', Body=b'x')
s3.list_objects_v2(Bucket='data', Prefix='in/')
s3.delete_objects(Bucket='data', Delete={'Objects': [{'Key': 'in/a'}, {'Key': 'in/b'}]})
iam.list_users()
iam.create_user(UserName='alice')

wanted = {'CreateUser', 'CreateBucket', 'PutObject', 'ListObjects', 'DeleteObjects'}
events, key, deadline = {}, '', time.time() + 20
while not wanted <= events.keys() and time.time() < deadline:
    time.sleep(0.2)
    for item in s3.list_objects_v2(Bucket=bucket).get('Contents', []):
        key = item['Key']
        answer = s3.get_object(Bucket=bucket, Key=key)
        told['headers'] = [answer['ContentType'], answer['ContentEncoding']]
        for event in json.loads(gzip.decompress(answer['Body'].read()))['Records']:
            events[event['eventName']] = event
told['key'] = key
told['events'] = {name: [event['eventCategory'], event['managementEvent'],
                         [resource.get('ARN', resource.get('ARNPrefix')) for resource in event.get('resources', [])]]
                  for name, event in sorted(events.items()) if name in wanted | {'ListUsers'}}
told['looked up'] = sorted({event['EventName'] for event in cloudtrail.lookup_events()['Events']} & (wanted | {'ListUsers'}))

s3.delete_bucket_policy(Bucket=bucket)
iam.create_user(UserName='bob')
status, deadline = {}, time.time() + 20
while 'LatestDeliveryError' not in status and time.time() < deadline:
    time.sleep(0.2)
    status = cloudtrail.get_trail_status(Name='main')
told['error'] = status.get('LatestDeliveryError')
told['tags'] = cloudtrail.list_tags(ResourceIdList=[own])['ResourceTagList'][0]['TagsList']
cloudtrail.stop_logging(Name='main')
cloudtrail.delete_trail(Name='main')
told['deleted'] = refusal(cloudtrail.get_trail, Name='main')
print(json.dumps(told))
