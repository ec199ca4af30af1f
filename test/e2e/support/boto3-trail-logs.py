"""A trail that delivers to CloudWatch Logs, as programs with boto3 set it up: group, role, trail. Prints one JSON value."""
import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

account, bucket = sys.argv[1:3]
cloudtrail, iam, logs = boto3.client('cloudtrail'), boto3.client('iam'), boto3.client('logs')
told = {}
name, group, stream = 'logged', 'trail/of-boto3', f'{account}_CloudTrail_us-east-1'
own = f'arn:aws:cloudtrail:us-east-1:{account}:trail/{name}'
group_arn = f'arn:aws:logs:us-east-1:{account}:log-group:{group}:*'
role_arn = f'arn:aws:iam::{account}:role/trail-writer'


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
    return 'it was answered'


def document(**statement):
    return json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', **statement}]})


def trust(source, service='cloudtrail'):
    return document(Principal={'Service': f'{service}.amazonaws.com'}, Action='sts:AssumeRole',
                    Condition={'StringEquals': {'aws:SourceArn': source, 'aws:SourceAccount': account}})


def allow(*actions, streams=stream):
    iam.put_role_policy(RoleName='trail-writer', PolicyName='write', PolicyDocument=document(
        Action=[f'logs:{action}' for action in actions],
        Resource=f'arn:aws:logs:us-east-1:{account}:log-group:{group}:log-stream:{streams}*'))


def create(client=cloudtrail, **more):
    return refusal(client.create_trail, Name=name, S3BucketName=bucket,
                   CloudWatchLogsLogGroupArn=group_arn, CloudWatchLogsRoleArn=role_arn, **more)


def status(wanted):
    deadline = time.time() + 20
    while time.time() < deadline:
        answer = cloudtrail.get_trail_status(Name=name)
        if wanted(answer):
            return answer
        time.sleep(0.1)
    raise SystemExit(f'no such status: {answer}')


told['no role'] = create()
iam.create_role(RoleName='trail-writer', AssumeRolePolicyDocument=trust(own, 'ec2'))
told['another service'] = create()
iam.update_assume_role_policy(RoleName='trail-writer', PolicyDocument=trust(own + 'x'))
told['another trail'] = create()
iam.update_assume_role_policy(RoleName='trail-writer', PolicyDocument=trust(own))
told['no rights'] = create()
allow('CreateLogStream')
told['no right to put'] = create()
allow('PutLogEvents')
told['no right to make a stream'] = create()
allow('CreateLogStream', 'PutLogEvents', streams='999999999999_CloudTrail')
told['rights on another stream'] = create()
allow('CreateLogStream', 'PutLogEvents')
told['no group'] = create()
logs.create_log_group(logGroupName=group)

iam.create_user(UserName='trail-maker')
iam.put_user_policy(UserName='trail-maker', PolicyName='trails',
                    PolicyDocument=document(Action='cloudtrail:*', Resource='*'))
key = iam.create_access_key(UserName='trail-maker')['AccessKey']
maker = boto3.client('cloudtrail', aws_access_key_id=key['AccessKeyId'], aws_secret_access_key=key['SecretAccessKey'])
told['may not pass the role'] = create(maker)
iam.put_user_policy(UserName='trail-maker', PolicyName='pass', PolicyDocument=document(
    Action='iam:PassRole', Resource=role_arn,
    Condition={'StringEquals': {'iam:PassedToService': 'cloudtrail.amazonaws.com'}}))
told['made'] = create(maker)
told['streams'] = [each['logStreamName'] for each in logs.describe_log_streams(logGroupName=group)['logStreams']]
cloudtrail.start_logging(Name=name)

iam.create_user(UserName='seen-in-logs')
events, deadline = [], time.time() + 20
while not any(event['eventName'] == 'CreateUser' for event in events) and time.time() < deadline:
    time.sleep(0.1)
    found = logs.filter_log_events(logGroupName=group, filterPattern='{ $.requestParameters.userName = "seen-in-logs" }')
    events = [json.loads(event['message']) for event in found['events']]
told['delivered'] = [event['eventName'] for event in events]
delivered = status(lambda answer: 'LatestCloudWatchLogsDeliveryTime' in answer)
told['error at first'] = delivered.get('LatestCloudWatchLogsDeliveryError')
assumed = [event for page in cloudtrail.get_paginator('lookup_events').paginate(
    LookupAttributes=[{'AttributeKey': 'EventName', 'AttributeValue': 'AssumeRole'}]) for event in page['Events']]
told['assumed by'] = sorted({(json.loads(event['CloudTrailEvent'])['userIdentity']['invokedBy'],
                              json.loads(event['CloudTrailEvent'])['requestParameters']['roleSessionName'])
                             for event in assumed if event['ReadOnly'] == 'true'})

iam.delete_role_policy(RoleName='trail-writer', PolicyName='write')
iam.create_user(UserName='waits')
told['error'] = status(lambda answer: 'LatestCloudWatchLogsDeliveryError' in answer)['LatestCloudWatchLogsDeliveryError']
allow('CreateLogStream', 'PutLogEvents')
status(lambda answer: 'LatestCloudWatchLogsDeliveryError' not in answer)
late = logs.filter_log_events(logGroupName=group, filterPattern='{ $.requestParameters.userName = "waits" }')
told['delivered later'] = [json.loads(event['message'])['eventName'] for event in late['events']]

logs.delete_log_stream(logGroupName=group, logStreamName=stream)
iam.delete_user(UserName='waits')
deadline, again = time.time() + 20, []
while not again and time.time() < deadline:
    time.sleep(0.1)
    again = logs.filter_log_events(logGroupName=group, filterPattern='DeleteUser')['events']
told['stream made again'] = len(again) > 0
cloudtrail.update_trail(Name=name, CloudWatchLogsLogGroupArn='', CloudWatchLogsRoleArn='')
told['taken away'] = 'CloudWatchLogsLogGroupArn' not in cloudtrail.get_trail(Name=name)['Trail']
cloudtrail.delete_trail(Name=name)
print(json.dumps(told))
