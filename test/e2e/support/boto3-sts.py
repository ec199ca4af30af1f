"""STS as a program on boto3 sees it: second factors, chains, tags, sizes, refusals. Prints one JSON value."""
import base64
import hashlib
import hmac
import json
import struct
import time

import boto3
from botocore.exceptions import ClientError

iam, sts = boto3.client('iam'), boto3.client('sts')
account = sts.get_caller_identity()['Account']


def refusal(call):
    try:
        call()
    except ClientError as error:
        response = error.response
        return f"{response['ResponseMetadata']['HTTPStatusCode']} {response['Error']['Code']}: {response['Error']['Message']}"
    return 'answered'


def client(service, credentials, **more):
    return boto3.client(service, aws_access_key_id=credentials['AccessKeyId'],
                        aws_secret_access_key=credentials['SecretAccessKey'],
                        aws_session_token=credentials.get('SessionToken'), **more)


def statement(**parts):
    return json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', **parts}]})


def code(seed, step):
    digest = hmac.new(base64.b32decode(seed), struct.pack('>Q', step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


trusting = {'Principal': {'AWS': f'arn:aws:iam::{account}:root'}, 'Action': ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']}
roles = [f'arn:aws:iam::{account}:role/link-{number}' for number in range(3)]
for number in range(3):
    iam.create_role(RoleName=f'link-{number}', MaxSessionDuration=7200, AssumeRolePolicyDocument=statement(**trusting))
    iam.put_role_policy(RoleName=f'link-{number}', PolicyName='on', PolicyDocument=statement(
        Action=['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'iam:GetRole'], Resource='*'))


def assume(calling, number, **more):
    return calling.assume_role(RoleArn=roles[number], RoleSessionName=f'run-{number}', **more)


# A second factor.
user = iam.create_user(UserName='ann')['User']
key = iam.create_access_key(UserName='ann')['AccessKey']
iam.put_user_policy(UserName='ann', PolicyName='mfa', PolicyDocument=statement(
    Action='iam:*', Resource='*', Condition={'Bool': {'aws:MultiFactorAuthPresent': 'true'}}))
iam.put_user_policy(UserName='ann', PolicyName='own', PolicyDocument=statement(Action=['sts:GetFederationToken', 's3:*'], Resource='*'))
device = iam.create_virtual_mfa_device(VirtualMFADeviceName='ann')['VirtualMFADevice']
seed, serial = device['Base32StringSeed'], device['SerialNumber']
now = int(time.time()) // 30
iam.enable_mfa_device(UserName='ann', SerialNumber=serial, AuthenticationCode1=code(seed, now - 1), AuthenticationCode2=code(seed, now))
ann = client('sts', key)
next_code = code(seed, now + 1)
with_factor = ann.get_session_token(SerialNumber=serial, TokenCode=next_code)['Credentials']
second_factor = {
    'long-term key': refusal(lambda: client('iam', key).get_user(UserName='ann')),
    'without code': refusal(lambda: client('iam', ann.get_session_token()['Credentials']).get_user(UserName='ann')),
    'with code': refusal(lambda: client('iam', with_factor).get_user(UserName='ann')),
    'code again': refusal(lambda: ann.get_session_token(SerialNumber=serial, TokenCode=next_code)),
    'serial alone': refusal(lambda: ann.get_session_token(SerialNumber=serial)),
    'session of a session': refusal(lambda: client('sts', with_factor).get_session_token()),
}

# Chains.
first = assume(sts, 0, DurationSeconds=7200, SourceIdentity='ann', TransitiveTagKeys=['team'],
               Tags=[{'Key': 'team', 'Value': 'a'}, {'Key': 'job', 'Value': '1'}])
one = client('sts', first['Credentials'])
second = assume(one, 1, Tags=[{'Key': 'job', 'Value': '2'}])
two = client('sts', second['Credentials'])
third = assume(two, 2)
iam.enable_outbound_web_identity_federation()
iam.put_role_policy(RoleName='link-2', PolicyName='token', PolicyDocument=statement(Action='sts:GetWebIdentityToken', Resource='*'))
token = client('sts', third['Credentials']).get_web_identity_token(Audience=['a'], SigningAlgorithm='ES384')['WebIdentityToken']
payload = token.split('.')[1]
claims = json.loads(base64.urlsafe_b64decode(payload + '=' * (-len(payload) % 4)))['https://sts.amazonaws.com/']
chains = {
    'source identity': [each.get('SourceIdentity') for each in (first, second, third)],
    'of the last': {name: claims.get(name) for name in ('principal_tags', 'source_identity')},
    'two hours': refusal(lambda: assume(one, 1, DurationSeconds=7200)),
    'another source identity': refusal(lambda: assume(one, 1, SourceIdentity='bob')),
    'a tag handed down': refusal(lambda: assume(one, 1, Tags=[{'Key': 'TEAM', 'Value': 'b'}])),
}

# Tags and sizes.
sizes = {
    'tags': refusal(lambda: assume(sts, 0, Tags=[{'Key': f'k{n}', 'Value': 'v'} for n in range(51)])).split(' failed')[1],
    'packed': refusal(lambda: assume(sts, 0, Tags=[{'Key': f'key-{n}', 'Value': hashlib.sha256(str(n).encode()).hexdigest() * 3} for n in range(50)])).split(' consumes')[0],
    'packed size': 0 < assume(sts, 0, Policy=statement(Action='s3:*', Resource='*'))['PackedPolicySize'] < 100,
    'policies': refusal(lambda: assume(sts, 0, PolicyArns=[{'arn': f'arn:aws:iam::aws:policy/P{n}'} for n in range(11)])),
    'key of a tag': refusal(lambda: assume(sts, 0, Tags=[{'Key': 'k' * 129, 'Value': 'v'}])).split(' failed')[0][:60],
}

# Federated users.
federated = ann.get_federation_token(Name='bob', Policy=statement(Action='s3:ListAllMyBuckets', Resource='*'), Tags=[])
bob = federated['Credentials']
bob_sts = client('sts', bob)
federation = {
    'user': federated['FederatedUser'],
    'identity': {name: value for name, value in bob_sts.get_caller_identity().items() if name != 'ResponseMetadata'},
    'allowed by both': refusal(lambda: client('s3', bob).list_buckets()),
    'allowed by the user alone': refusal(lambda: client('s3', bob).create_bucket(Bucket='bob')),
    'assumes a role': refusal(lambda: assume(bob_sts, 0)),
    'calls IAM': refusal(lambda: client('iam', bob).list_users()),
    'by a session': refusal(lambda: one.get_federation_token(Name='bob')),
}

# Deletion, revocation, and what is not served.
live = client('iam', first['Credentials'])
before = refusal(lambda: live.get_role(RoleName='link-0'))
iam.put_role_policy(RoleName='link-0', PolicyName='revoke', PolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Deny', 'Action': '*', 'Resource': '*',
     'Condition': {'DateLessThan': {'aws:TokenIssueTime': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 5))}}}]}))
revoked = refusal(lambda: live.get_role(RoleName='link-0')).split(' because')[0].split(' with an')[-1]
for name in ('on', 'revoke'):
    iam.delete_role_policy(RoleName='link-0', PolicyName=name)
iam.delete_role(RoleName='link-0')
iam.create_role(RoleName='link-0', AssumeRolePolicyDocument=statement(**trusting))
iam.put_role_policy(RoleName='link-0', PolicyName='on', PolicyDocument=statement(Action='iam:*', Resource='*'))
ends = {
    'before': before,
    'revoked': revoked,
    'made anew': refusal(lambda: live.get_role(RoleName='link-0')),
    'decode': refusal(lambda: sts.decode_authorization_message(EncodedMessage='kcLyf0')),
    'saml': refusal(lambda: sts.assume_role_with_saml(RoleArn=roles[0], PrincipalArn=f'arn:aws:iam::{account}:saml-provider/p', SAMLAssertion='PGE+PC9hPg==')),
    'root': refusal(lambda: sts.assume_root(TargetPrincipal=account, TaskPolicyArn={'arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials'})),
    'delegated': refusal(lambda: sts.get_delegated_access_token(TradeInToken='abcd')),
    'key info': sts.get_access_key_info(AccessKeyId=key['AccessKeyId'])['Account'] == account,
    'key info of a session': sts.get_access_key_info(AccessKeyId=bob['AccessKeyId'])['Account'] == account,
}
print(json.dumps({'account': account, 'second factor': second_factor, 'chains': chains, 'sizes': sizes, 'federation': federation, 'ends': ends}))
