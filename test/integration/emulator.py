"""Starts MiniStack, in the version of requirements.txt, and closes the gaps that would fail the stack.

Each part says what is missing. Remove the part when MiniStack has it. limits.ts lists the gaps that remain.
MiniStack's own variables set the port and the folders: GATEWAY_PORT, STATE_DIR, S3_DATA_DIR.
"""

import json
import os
import re
import sys
import threading
import time
import uuid

os.environ["AUTH"] = "true"  # Read when MiniStack is imported; see "Permissions" below.

import emulator_sms
import emulator_sms_voice
from ministack.core import iam_actions, iam_evaluator, lambda_runtime, responses, router
from ministack.core.responses import get_region
from ministack.services import cloudwatch_logs, iam, sns
from ministack.services.cloudformation import changesets, engine, handlers as api, provisioners, stacks

emulator_sms.add_to(sns, cloudwatch_logs, iam, responses)

handlers = provisioners._RESOURCE_HANDLERS

handle_sms_voice, sent_text_messages = emulator_sms_voice.add_to(
    handlers, cloudwatch_logs, iam, iam_evaluator, router, responses
)


# Secrets: "Ref" gives the ARN, not the name, and generated passwords leave out what GenerateSecretString excludes.

secrets = provisioners._sm
secret = dict(handlers["AWS::SecretsManager::Secret"])


def secret_string(props):
    rules = props.get("GenerateSecretString")
    if props.get("SecretString") or not rules:
        return props.get("SecretString", "")
    request = {key: value for key, value in rules.items() if key not in ("SecretStringTemplate", "GenerateStringKey")}
    password = json.loads(secrets._get_random_password(request)[2])["RandomPassword"]
    if not rules.get("SecretStringTemplate"):
        return password
    return json.dumps({**json.loads(rules["SecretStringTemplate"]), rules["GenerateStringKey"]: password})


def secret_name(arn):
    return next((name for name, found in secrets._secrets.items() if found["ARN"] == arn), arn)


def create_secret(logical_id, props, stack):
    _, attributes = secret["create"](logical_id, props, stack)
    return attributes["Arn"], attributes


def update_secret(arn, old, new, stack, *logical_id):
    _, attributes = secret["update"](secret_name(arn), old, new, stack, *logical_id)
    return attributes["Arn"], attributes


provisioners._sm_secret_string = secret_string
handlers["AWS::SecretsManager::Secret"].update(
    create=create_secret,
    update=update_secret,
    delete=lambda arn, props: secret["delete"](secret_name(arn), props),
)


# The stage of an API: GetStage returns the template's throttle instead of none.

stage_properties = provisioners._apigw_v2_stage_props


def lower_first(settings):
    return {key[:1].lower() + key[1:]: value for key, value in settings.items()}


def stage_with_settings(props):
    stage = stage_properties(props)
    stage["defaultRouteSettings"] = lower_first(stage["defaultRouteSettings"])
    return stage


provisioners._apigw_v2_stage_props = stage_with_settings


# Alarms on an expression are accepted. No alarm is ever evaluated.

alarm_record = provisioners._cw_metric_alarm_record


def alarm_with_expression(name, props):
    if not props.get("Metrics"):
        return alarm_record(name, props)
    plain = {key: value for key, value in props.items() if key != "Metrics"}
    alarm = alarm_record(name, {**plain, "MetricName": "expression", "Namespace": "expression"})
    del alarm["MetricName"], alarm["Namespace"]
    return {**alarm, "Metrics": props["Metrics"]}


provisioners._cw_metric_alarm_record = alarm_with_expression


# Tables: the settings for the time to live and for encryption are stored. No item is ever removed, and nothing is
# encrypted.

dynamodb = provisioners._dynamodb
table = dict(handlers["AWS::DynamoDB::GlobalTable"])


def keep_settings(result, props):
    name = result[0]
    time_to_live = props.get("TimeToLiveSpecification")
    if time_to_live:
        status = "ENABLED" if str(time_to_live["Enabled"]).lower() == "true" else "DISABLED"
        dynamodb._ttl_settings[name] = {"TimeToLiveStatus": status, "AttributeName": time_to_live["AttributeName"]}
    encryption = props.get("SSESpecification")
    if encryption:
        is_enabled = str(encryption["SSEEnabled"]).lower() == "true"
        dynamodb._tables[name]["SSEDescription"] = dynamodb._sse_description_from_spec({"Enabled": is_enabled})
    return result


handlers["AWS::DynamoDB::GlobalTable"].update(
    create=lambda logical_id, props, stack: keep_settings(table["create"](logical_id, props, stack), props),
    update=lambda name, old, new, *rest: keep_settings(table["update"](name, old, new, *rest), new),
)


# Saved queries of Logs Insights can be deployed. They cannot be read back.


def keep_query(logical_id, props, stack):
    query = str(uuid.uuid4())
    return query, {"QueryDefinitionId": query}


handlers.setdefault(
    "AWS::Logs::QueryDefinition",
    {
        "create": keep_query,
        "update": lambda query, old, new, stack: (query, {"QueryDefinitionId": query}),
        "delete": lambda query, props: None,
    },
)


# Conditions: a reference to the Region has its value, so the CDK's metadata is in a stack that does not know its Region.

conditions_of = engine._evaluate_conditions


def conditions_with_region(template, params):
    return conditions_of(template, {"AWS::Region": {"Value": get_region()}, **params})


for module in (changesets, api, stacks):
    module._evaluate_conditions = conditions_with_region


# Order: AWS creates and deletes at the same time what does not depend on each other, and a custom resource takes longest.
# So whatever it does not depend on is deleted before it. MiniStack goes by the alphabet, which hides a missing dependency.

sort_by_alphabet = stacks._topological_sort


def sort_by_duration(resources, conditions):
    ordered = sort_by_alphabet(resources, conditions)
    slow = {name for name in ordered if resources[name].get("Type", "").startswith("Custom::")}
    # Backwards, so that each resource comes after all that depend on it.
    for name in reversed(ordered):
        if name in slow:
            slow |= set(engine._extract_deps(resources[name], set(ordered)))
    return [name for name in ordered if name in slow] + [name for name in ordered if name not in slow]


stacks._topological_sort = sort_by_duration

# Functions: an update takes a moment, as on AWS, so that requests meanwhile meet the old code with the new policies, or the
# other way round. What is being answered is answered; MiniStack would kill it.

runs_on_worker_thread = stacks._runs_on_worker_thread
update_function = handlers["AWS::Lambda::Function"]["update"]
kill_workers = lambda_runtime.kill_workers
updating = threading.local()


def update_slowly(*args, **options):
    updating.is_running = True
    try:
        time.sleep(1)
        return update_function(*args, **options)
    finally:
        updating.is_running = False


def kill_when_idle(workers):
    workers = list(workers)
    deadline = time.monotonic() + 10
    # An update runs on a thread of its own, so that those it waits for go on.
    while getattr(updating, "is_running", False) and time.monotonic() < deadline:
        if not any(worker and worker.in_use for worker in workers):
            break
        time.sleep(0.01)
    kill_workers(workers)


handlers["AWS::Lambda::Function"]["update"] = update_slowly
stacks._runs_on_worker_thread = lambda kind: kind == "AWS::Lambda::Function" or runs_on_worker_thread(kind)
lambda_runtime.kill_workers = kill_when_idle

# As long as a function that is not running takes to start: what others do meanwhile shows.
delete_custom_resource = provisioners._custom_resource_delete


def delete_slowly(*args, **options):
    time.sleep(0.5)
    delete_custom_resource(*args, **options)


provisioners._custom_resource_delete = delete_slowly


# Logs Insights: a filter on a field of a JSON line, such as `number = "ab12"`.

compile_filter = cloudwatch_logs._compile_insights_filter


def filter_on_field(stage):
    field = re.fullmatch(r'filter (\w+) = "(\w+)"', stage.strip())
    if not field:
        return compile_filter(stage)
    name, value = field.groups()

    def matches(record):
        message = record["@message"]
        return message.startswith("{") and json.loads(message).get(name) == value

    return matches


cloudwatch_logs._compile_insights_filter = filter_on_field


# Permissions: the policies of the functions' roles are enforced. Nobody else's are: the emulator would refuse the roles of
# `cdk bootstrap` what AWS grants them. The conditions on a secret's stage and on an item's key are evaluated. Every call counts
# as one over TLS, as a call to AWS is, or the queues' policies would refuse it.

function_keys = set()
function_credentials = lambda_runtime.execution_credentials
enforce = iam_evaluator.enforce
tag_context = iam_actions.request_tag_context
pin_origin = iam_evaluator.pin_request_origin


def remembered_credentials(config):
    credentials = function_credentials(config)
    function_keys.add(credentials["AWS_ACCESS_KEY_ID"])
    return credentials


def enforce_for_functions(access_key, *args, **options):
    return enforce(access_key, *args, **options) if access_key in function_keys else None


def context_with_conditions(service, action, body, params):
    context = tag_context(service, action, body, params)
    if action == "secretsmanager:GetSecretValue":
        return {**context, "secretsmanager:VersionStage": json.loads(body).get("VersionStage", "AWSCURRENT")}
    if action in ("dynamodb:GetItem", "dynamodb:UpdateItem"):
        # The table has no sort key, so the key has one part.
        return {**context, "dynamodb:LeadingKeys": [part["S"] for part in json.loads(body)["Key"].values()]}
    return context


lambda_runtime.execution_credentials = remembered_credentials
iam_evaluator.enforce = enforce_for_functions
iam_actions.request_tag_context = context_with_conditions
iam_evaluator.pin_request_origin = lambda address, secure: pin_origin(address, True)


def end_with_parent():
    """Ends this process when the test that started it was killed."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    from ministack import app

    threading.Thread(target=end_with_parent, daemon=True).start()
    emulator_sms_voice.serve(app, router, handle_sms_voice, sent_text_messages)
    sys.argv = ["ministack"]
    app.main()
