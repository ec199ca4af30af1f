"""Makes calls through boto3: each line of the input asks for one in JSON, and is answered by one line."""
import base64
import datetime
import json
import sys

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import ClientError

ENDPOINT, REGION = sys.argv[1:3]


class Caller:
    """Whoever makes the call at hand: clients are few and callers many."""

    method = "explicit"
    token = None
    now = None

    def get_frozen_credentials(self):
        return self.now

    def get_deferred_property(self, name):
        return lambda: getattr(self.now, name, None)


caller = Caller()
session = botocore.session.Session()
session._credentials = caller
boto = boto3.Session(botocore_session=session, region_name=REGION)
clients = {}


def client_of(service, unsigned, region):
    key = service, unsigned, region
    if key not in clients:
        config = Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
            read_timeout=60,
            **({"signature_version": UNSIGNED} if unsigned else {}),
        )
        clients[key] = boto.client(service, region_name=region, endpoint_url=ENDPOINT, config=config)
    return clients[key]


def make(ask):
    credentials = ask.get("credentials")
    if credentials is not None:
        caller.now = ReadOnlyCredentials(
            credentials["accessKeyId"], credentials["secretAccessKey"], credentials.get("sessionToken")
        )
    client = client_of(ask["service"], credentials is None, ask.get("region", REGION))
    try:
        # The name as the model has it, as boto3's own methods hand it on.
        output = client._make_api_call(ask["operation"], ask["input"])
    except ClientError as error:
        told = error.response.get("Error", {})
        return {
            "error": told.get("Code", ""),
            "message": told.get("Message", ""),
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
            "requestId": error.response["ResponseMetadata"].get("RequestId", ""),
        }
    output.pop("ResponseMetadata", None)
    return {"output": output}


def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    if hasattr(value, "read"):
        return plain(value.read())
    return str(value)


for line in sys.stdin:
    try:
        answer = make(json.loads(line))
    except Exception as fault:
        answer = {"fault": f"{type(fault).__name__}: {fault}"}
    print(json.dumps(answer, default=plain), flush=True)
