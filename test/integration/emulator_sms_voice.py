"""A stand-in for AWS End User Messaging SMS, which MiniStack does not have: SendTextMessage, configuration sets with a log,
and protect configurations. The protocol is AWS JSON 1.0. It accepts every sender and every number.

`add_to(ministack's modules)` adds it; `serve(ministack's app)` routes requests to it. Remove both when MiniStack has it.
"""

import json
import re
import time
import uuid

# The service fails the first message to a number that ends like this, and accepts the next one, as SNS here does.
FAILS_FIRST = "000500"

# What CloudFormation takes as MatchingEventTypes, as far as SMS are concerned.
EVENT_TYPES = re.compile(
    r"TEXT_(DELIVERED|SUCCESSFUL|QUEUED|PENDING|BLOCKED|TTL_EXPIRED|CARRIER_UNREACHABLE|INVALID|INVALID_MESSAGE"
    r"|CARRIER_BLOCKED|UNREACHABLE|SPAM|UNKNOWN|PROTECT_BLOCKED|ALL)"
)
SERVICE = "sms-voice"
PRINCIPAL = "sms-voice.amazonaws.com"
INBOX = "/_ministack/sms-voice/messages"


class Rejected(Exception):
    """An error of the service, by its name, and what else is in the answer."""

    def __init__(self, name, message, status=400, **members):
        super().__init__(message)
        self.name, self.status, self.members = name, status, members


def add_to(handlers, logs, iam, evaluator, router, responses):
    """Adds the types of CloudFormation. Gives the handler of requests and the messages that were sent, oldest first."""
    sets = responses.AccountRegionScopedDict()
    protections = responses.AccountRegionScopedDict()
    sent = []
    failed = set()

    def arn(resource):
        return f"arn:aws:{SERVICE}:{responses.get_region()}:{responses.get_account_id()}:{resource}"

    # CloudFormation.

    def put_set(name, props):
        for destination in props.get("EventDestinations", []):
            types = destination["MatchingEventTypes"]
            if not all(EVENT_TYPES.fullmatch(each) for each in types):
                raise ValueError(f"MatchingEventTypes has an unknown type: {types}")
            role = iam._roles.get(destination["CloudWatchLogsDestination"]["IamRoleArn"].rpartition("/")[2])
            # The service tries the role when it gets it.
            if role is None or not assumes(role, arn(f"configuration-set/{name}")):
                raise ValueError(f"{PRINCIPAL} may not assume the role of the event destination")
        sets[name] = props
        return name, {"Arn": arn(f"configuration-set/{name}")}

    def create_set(logical_id, props, stack):
        name = props["ConfigurationSetName"]
        if name in sets:
            raise ValueError(f"There is a configuration set {name} already")
        return put_set(name, props)

    def put_protection(identifier, props):
        rules = props.get("CountryRuleSet", {}).get("SMS", [])
        countries = {rule["CountryCode"] for rule in rules}
        statuses = {rule["ProtectStatus"] for rule in rules}
        if len(countries) != len(rules) or len(rules) > 300 or statuses - {"ALLOW", "BLOCK", "MONITOR", "FILTER"}:
            raise ValueError("CountryRuleSet is malformed")
        protections[identifier] = {rule["CountryCode"]: {"ProtectStatus": rule["ProtectStatus"]} for rule in rules}
        return identifier, {"Arn": arn(f"protect-configuration/{identifier}"), "ProtectConfigurationId": identifier}

    handlers["AWS::SMSVOICE::ConfigurationSet"] = {
        "create": create_set,
        "update": lambda name, old, new, stack: put_set(name, new),
        "delete": lambda name, props: sets.pop(name, None),
    }
    handlers["AWS::SMSVOICE::ProtectConfiguration"] = {
        "create": lambda logical_id, props, stack: put_protection(f"protect-{uuid.uuid4().hex}", props),
        "update": lambda identifier, old, new, stack: put_protection(identifier, new),
        "delete": lambda identifier, props: protections.pop(identifier, None),
    }

    # The API.

    def send_text_message(request, access_key):
        identity = request.get("OriginationIdentity")
        named = [
            *([identity if identity.startswith("arn:") else arn(resource_of(identity))] if identity else []),
            *([arn(f"configuration-set/{request['ConfigurationSetName']}")] if "ConfigurationSetName" in request else []),
            *(
                [arn(f"protect-configuration/{request['ProtectConfigurationId']}")]
                if "ProtectConfigurationId" in request
                else []
            ),
        ]
        # The action is checked against each resource that the message names.
        for resource in named or ["*"]:
            denied = evaluator.enforce(
                access_key, f"{SERVICE}:SendTextMessage", SERVICE, responses.get_region(), resource_arn=resource
            )
            if denied:
                raise Rejected("AccessDeniedException", f"Not authorized to perform: {SERVICE}:SendTextMessage")
        configuration_set = request.get("ConfigurationSetName")
        if configuration_set is not None and configuration_set not in sets:
            raise Rejected("ResourceNotFoundException", "No such configuration set", ResourceType="configuration-set")
        protection = request.get("ProtectConfigurationId")
        if protection is not None and protection not in protections:
            raise Rejected("ResourceNotFoundException", "No such configuration", ResourceType="protect-configuration")
        number = request["DestinationPhoneNumber"]
        if number.endswith(FAILS_FIRST) and number not in failed:
            failed.add(number)
            raise Rejected("InternalServerException", "Planted", 500)
        message_id = str(uuid.uuid4())
        sent.append({**request, "MessageId": message_id})
        if configuration_set is not None:
            log_event(configuration_set, number, message_id)
        return {"MessageId": message_id}

    def resource_of(identity):
        return f"pool/{identity}" if identity.startswith("pool-") else f"phone-number/{identity}"

    def describe_sets(request, access_key):
        return {"ConfigurationSets": [{"ConfigurationSetName": name} for name in sets]}

    def describe_protections(request, access_key):
        return {"ProtectConfigurations": [{"ProtectConfigurationId": each} for each in protections]}

    def get_rules(request, access_key):
        identifier = request["ProtectConfigurationId"]
        if identifier not in protections:
            raise Rejected("ResourceNotFoundException", "No such configuration", ResourceType="protect-configuration")
        return {"ProtectConfigurationId": identifier, "CountryRuleSet": protections[identifier]}

    operations = {
        "SendTextMessage": send_text_message,
        "DescribeConfigurationSets": describe_sets,
        "DescribeProtectConfigurations": describe_protections,
        "GetProtectConfigurationCountryRuleSet": get_rules,
    }

    async def handle_request(method, path, headers, body, query):
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            if operation not in operations:
                raise Rejected("UnknownOperationException", f"The stand-in has no {operation}")
            request = json.loads(body or b"{}")
            return answer(200, operations[operation](request, router.extract_access_key_id(headers, query)))
        except Rejected as error:
            return answer(error.status, {"__type": error.name, "Message": str(error), **error.members})

    def answer(status, body):
        return status, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(body).encode()

    # The event log.

    def log_event(name, number, message_id):
        """Writes the event of an SMS that arrived, as the role of the destination, if that may do so."""
        for destination in sets[name].get("EventDestinations", []):
            target = destination["CloudWatchLogsDestination"]
            group = target["LogGroupArn"].rpartition(":")[2]
            role = target["IamRoleArn"].rpartition("/")[2]
            if not (destination["Enabled"] and may_write(role, f"{target['LogGroupArn']}:log-stream:events")):
                continue
            event = {
                "eventType": "TEXT_DELIVERED",
                "eventVersion": "1.0",
                "eventTimestamp": int(time.time() * 1000),
                "isFinal": True,
                "destinationPhoneNumber": number,
                "messageId": message_id,
                "messageStatus": "DELIVERED",
                "messageStatusDescription": "Message has been accepted by phone",
            }
            stream = {"logGroupName": group, "logStreamName": "events"}
            logs._create_log_stream(stream)
            logs._put_log_events({**stream, "logEvents": [{"timestamp": event["eventTimestamp"], "message": json.dumps(event)}]})

    def context(action, resource, **keys):
        account = responses.get_account_id()
        return evaluator.EvalContext(
            principal_arn=PRINCIPAL,
            principal_type="Service",
            principal_account=account,
            action=action,
            resource_arn=resource,
            region=responses.get_region(),
            service_context=keys,
        )

    def assumes(role, source_arn):
        keys = {"aws:sourcearn": source_arn, "aws:sourceaccount": responses.get_account_id()}
        document = role["AssumeRolePolicyDocument"]
        statements = json.loads(document) if isinstance(document, str) else document
        return any(
            statement["Effect"] == "Allow"
            and statement["Principal"].get("Service") == PRINCIPAL
            and evaluator._conditions_met(statement.get("Condition", {}), context("sts:AssumeRole", "*", **keys))
            for statement in statements["Statement"]
        )

    def may_write(role, stream_arn):
        policies = evaluator._gather_role_policies(role, responses.get_account_id())
        return all(
            evaluator.evaluate(context(f"logs:{action}", stream_arn), policies).decision == "Allow"
            for action in ("CreateLogStream", "PutLogEvents")
        )

    return handle_request, sent


def serve(app, router, handle_request, sent):
    """Routes the service's requests, and shows what was sent under INBOX, as MiniStack shows what SNS has sent."""
    router.SERVICE_PATTERNS[SERVICE] = {"target_prefixes": ["PinpointSMSVoiceV2"], "host_patterns": [r"sms-voice\."]}
    app.SERVICE_HANDLERS[SERVICE] = handle_request
    show_sns_messages = app._handle_sns_sms_messages_request

    async def show_messages(method, path, headers, query):
        if path != INBOX or method != "GET":
            return await show_sns_messages(method, path, headers, query)
        return 200, {"Content-Type": "application/json"}, json.dumps({"messages": sent}).encode()

    app._handle_sns_sms_messages_request = show_messages
