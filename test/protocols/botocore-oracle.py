"""botocore as an oracle: writes requests of parameters and reads answers, one JSON line in, one out."""
import base64
import datetime
import json
import sys
import urllib.parse

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize
import botocore.utils

loader = botocore.loaders.Loader()
models = {}


def model_of(service):
    if service not in models:
        models[service] = botocore.model.ServiceModel(loader.load_service_model(service, "service-2"), service)
    return models[service]


def revive(value):
    """Moments and bytes come tagged, as JSON has neither."""
    if isinstance(value, list):
        return [revive(item) for item in value]
    if isinstance(value, dict):
        if "$date" in value:
            return datetime.datetime.fromtimestamp(value["$date"] / 1000, datetime.timezone.utc)
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        return {key: revive(item) for key, item in value.items()}
    return value


def tag(value):
    if isinstance(value, datetime.datetime):
        return {"$date": round(value.timestamp() * 1000)}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(type(value))


def serialize(model, operation, params):
    request = botocore.serialize.create_serializer(model.metadata["protocol"], False).serialize_to_request(
        params, operation
    )
    body = request["body"]
    if isinstance(body, dict):
        body = urllib.parse.urlencode(body, doseq=True)
    query = request["query_string"]
    if isinstance(query, dict):
        query = botocore.utils.percent_encode_sequence(query)
    return {
        "method": request["method"],
        "path": request["url_path"],
        "query": query or "",
        "headers": {name.lower(): [str(value)] for name, value in request["headers"].items()},
        "body": base64.b64encode(body.encode() if isinstance(body, str) else (body or b"")).decode(),
    }


def parse(model, operation, answer):
    parser = botocore.parsers.create_parser(model.metadata["protocol"])
    response = {
        "status_code": answer["status"],
        "headers": answer["headers"],
        "body": base64.b64decode(answer["body"]),
        "context": {"operation_name": operation.name},
    }
    return parser.parse(response, operation.output_shape)


for line in sys.stdin:
    case = json.loads(line)
    model = model_of(case["service"])
    operation = model.operation_model(case["operation"])
    try:
        result = {
            "request": serialize(model, operation, revive(case["input"])),
            "output": parse(model, operation, case["answer"]),
        }
    except Exception as error:  # The test shows what the oracle stumbled over.
        result = {"error": repr(error)}
    print(json.dumps(result, default=tag), flush=True)
