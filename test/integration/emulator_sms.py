"""What SNS does with SMS and MiniStack does not: the account's settings, the delivery log, and failures on request.

`add_to(ministack's modules)` patches them. Remove a part when MiniStack has it.
"""

import json
import time

# What AWS has granted the account for SMS in a month, in USD. SNS rejects a higher limit.
GRANTED_USD = 500

# SNS fails the first SMS to a number that ends like this, and accepts the next one: test/integration/sns-failure.ts.
FAILS_FIRST = "000500"


def add_to(sns, logs, iam, responses):
    """Adds the missing APIs of SNS, and lets Publish fail and write the delivery log."""
    settings = responses.AccountRegionScopedDict()
    failed = set()
    publish = sns._publish
    handle_request = sns.handle_request

    def get_attributes(params):
        entries = "".join(
            f"<entry><key>{name}</key><value>{sns._xml_escape(value)}</value></entry>" for name, value in settings.items()
        )
        return answer("GetSMSAttributes", f"<attributes>{entries}</attributes>")

    def set_attributes(params):
        wanted = {}
        for index in range(1, 11):
            name = sns._p(params, f"attributes.entry.{index}.key")
            if name:
                wanted[name] = sns._p(params, f"attributes.entry.{index}.value")
        limit = wanted.get("MonthlySpendLimit")
        if limit and not (limit.isdigit() and int(limit) <= GRANTED_USD):
            return sns._error("InvalidParameter", f"Invalid parameter: MonthlySpendLimit {limit} exceeds the quota", 400)
        # The call sets all or nothing. An empty value resets an attribute.
        for name, value in wanted.items():
            if value:
                settings[name] = value
            else:
                settings.pop(name, None)
        return answer("SetSMSAttributes", "")

    def answer(action, result):
        return sns._xml(200, f"{action}Response", f"<{action}Result>{result}</{action}Result>")

    added = {
        "GetSMSAttributes": get_attributes,
        "SetSMSAttributes": set_attributes,
        "GetSMSSandboxAccountStatus": lambda params: answer(
            "GetSMSSandboxAccountStatus", "<IsInSandbox>false</IsInSandbox>"
        ),
        "OptInPhoneNumber": lambda params: answer("OptInPhoneNumber", "")
        if sns._p(params, "phoneNumber")
        else sns._error("InvalidParameter", "Invalid parameter: phoneNumber", 400),
    }

    async def handle_with_settings(method, path, headers, body, query):
        form = dict(sns.parse_qs((body or b"").decode("utf-8", "replace")))
        params = {**query, **form}
        handler = added.get(sns._p(params, "Action"))
        return handler(params) if handler else await handle_request(method, path, headers, body, query)

    def publish_or_fail(params):
        number = sns._p(params, "PhoneNumber")
        if number.endswith(FAILS_FIRST) and number not in failed:
            failed.add(number)
            return sns._error("InternalError", "Planted", 500)
        result = publish(params)
        if number and result[0] == 200:
            write_delivery_log(number)
        return result

    def write_delivery_log(number):
        """Writes as the role of the settings, which may create the group: it has no retention then."""
        role = settings.get("DeliveryStatusIAMRole", "").rpartition("/")[2]
        if role not in iam._roles:
            return
        name = f"sns/{responses.get_region()}/{responses.get_account_id()}/DirectPublishToPhoneNumber"
        stream = "planted"
        logs._create_log_group({"logGroupName": name})
        logs._create_log_stream({"logGroupName": name, "logStreamName": stream})
        line = json.dumps({"status": "SUCCESS", "delivery": {"destination": number}})
        event = {"timestamp": int(time.time() * 1000), "message": line}
        logs._put_log_events({"logGroupName": name, "logStreamName": stream, "logEvents": [event]})

    sns._publish = publish_or_fail
    sns.handle_request = handle_with_settings
