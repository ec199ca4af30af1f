"""Calls that a program on boto3 makes, with nothing but what its environment says. Prints one JSON value."""
import json
import os
import sys

import boto3
from botocore.exceptions import ClientError


def outcome(call):
    try:
        answer = call()
    except ClientError as error:
        response = error.response
        return f"{response['ResponseMetadata']['HTTPStatusCode']} {response['Error']['Code']}: {response['Error']['Message']}"
    return {name: value for name, value in answer.items() if name != 'ResponseMetadata'}


def upload(s3):
    s3.put_object(Bucket='boto', Key='a b/ä+?.txt', Body=b'hello')
    s3.upload_file(sys.argv[1], 'boto', 'large')
    body = s3.get_object(Bucket='boto', Key='a b/ä+?.txt', Range='bytes=1-3')['Body'].read().decode()
    pages = s3.get_paginator('list_objects_v2').paginate(Bucket='boto', PaginationConfig={'PageSize': 1})
    return {'body': body, 'sizes': {each['Key']: each['Size'] for page in pages for each in page['Contents']}}


token = open(os.environ['AWS_WEB_IDENTITY_TOKEN_FILE']).read()
role = os.environ['AWS_ROLE_ARN']
sts, s3 = boto3.client('sts'), boto3.client('s3')
print(json.dumps({
    'identity': outcome(sts.get_caller_identity),
    'exchange': outcome(lambda: sts.assume_role_with_web_identity(
        RoleArn=role, RoleSessionName='by-hand', WebIdentityToken=token)),
    'garbage': outcome(lambda: sts.assume_role_with_web_identity(
        RoleArn=role, RoleSessionName='by-hand', WebIdentityToken='garbage')),
    'create': outcome(lambda: s3.create_bucket(Bucket='boto')),
    'upload': outcome(lambda: upload(s3)),
    'missing': outcome(lambda: s3.get_object(Bucket='boto', Key='none')),
    'denied': outcome(lambda: boto3.client('iam').list_users()),
    'cluster': outcome(lambda: boto3.client('eks').describe_cluster(name='none')),
    'trail': outcome(lambda: {'count': len(boto3.client('cloudtrail').lookup_events(LookupAttributes=[
        {'AttributeKey': 'EventName', 'AttributeValue': 'AssumeRoleWithWebIdentity'}])['Events'])}),
}, default=str))
