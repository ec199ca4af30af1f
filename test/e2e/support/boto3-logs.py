"""Uses CloudWatch Logs as programs with boto3 do: paginators, walks by tokens, following, queries. Prints one JSON value."""
import json
import time

import boto3
from botocore.exceptions import ClientError

logs = boto3.client('logs')
told = {}
now = int(time.time() * 1000)


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error
    return None


for name in ('/walk/one', '/walk/two', '/walk/three'):
    logs.create_log_group(logGroupName=name, tags={'team': 'a'})
pages = logs.get_paginator('describe_log_groups').paginate(
    logGroupNamePrefix='/walk/', PaginationConfig={'PageSize': 2})
told['groups'] = [[group['logGroupName'] for group in page['logGroups']] for page in pages]

for stream in ('a', 'b'):
    logs.create_log_stream(logGroupName='/walk/one', logStreamName=stream)
    logs.put_log_events(logGroupName='/walk/one', logStreamName=stream, logEvents=[
        {'timestamp': now - 1000 + n, 'message': json.dumps({'n': n, 'stream': stream})} for n in range(50)])

pages = logs.get_paginator('filter_log_events').paginate(
    logGroupName='/walk/one', filterPattern='{ $.n >= 10 && $.stream = "a" }', PaginationConfig={'PageSize': 7})
told['filtered'] = [json.loads(event['message'])['n'] for page in pages for event in page['events']]

# As the reference of GetLogEvents says: the end is where the token stays the same.
walked, token = [], None
while True:
    more = {'nextToken': token} if token else {'startFromHead': True}
    page = logs.get_log_events(logGroupName='/walk/one', logStreamName='b', limit=20, **more)
    walked.extend(json.loads(event['message'])['n'] for event in page['events'])
    if page['nextForwardToken'] == token:
        break
    token = page['nextForwardToken']
told['walked'] = walked

# As `aws logs tail --follow` asks: on from the last time, what was seen already left out by its id.
seen, start = set(), now - 1000
for turn in range(2):
    token = {}
    while True:
        page = logs.filter_log_events(logGroupName='/walk/one', interleaved=True, startTime=start, **token)
        for event in page['events']:
            seen.add(event['eventId'])
            start = max(start, event['timestamp'])
        if 'nextToken' not in page:
            break
        token = {'nextToken': page['nextToken']}
    logs.put_log_events(logGroupName='/walk/one', logStreamName='a', logEvents=[
        {'timestamp': now - 500, 'message': json.dumps({'n': 99, 'stream': 'a'})}])
told['followed'] = len(seen)


def query(text):
    started = logs.start_query(logGroupName='/walk/one', queryString=text,
                               startTime=now // 1000 - 60, endTime=now // 1000 + 60)
    while True:
        found = logs.get_query_results(queryId=started['queryId'])
        if found['status'] not in ('Scheduled', 'Running'):
            return found
        time.sleep(0.1)


found = query('stats count(*) as count, max(n) as most by stream | sort stream asc')
told['query'] = [found['status'], [[field['value'] for field in row] for row in found['results']]]
malformed = refusal(query, text='fields n |\n filter n = = 1')
told['malformed'] = [malformed.response['Error']['Code'], malformed.response['Error']['Message'],
                     malformed.response['queryCompileError']['location']]
rejected = logs.put_log_events(logGroupName='/walk/one', logStreamName='a', logEvents=[
    {'timestamp': now - 1000, 'message': 'x'}, {'timestamp': now + 3 * 3600 * 1000, 'message': 'y'}])
told['rejected'] = rejected['rejectedLogEventsInfo']
told['unbuilt'] = refusal(logs.put_subscription_filter, logGroupName='/walk/one', filterName='f', filterPattern='',
                          destinationArn='arn:aws:lambda:us-east-1:111122223333:function:f').response['Error']['Code']
told['invalid'] = refusal(logs.create_log_group, logGroupName='no spaces').response['Error']['Code']
print(json.dumps(told))
