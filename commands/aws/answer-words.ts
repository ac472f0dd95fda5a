import type { RefusalReason } from '../../contract/refusal-reason';
import type { Line } from '../cli/print';
import type { EndpointAnswer } from './endpoint';

type Explanation = readonly [text: string, next: string];

/** What each refusal means for the operator. The text continues a sentence. */
const REFUSALS: Readonly<Record<RefusalReason, Explanation>> = {
  'bad-request': [
    'the endpoint did not understand the request',
    'Another version may be deployed. Deploy this one: npx cdk deploy',
  ],
  'bad-token': [
    'the endpoint does not accept the token in its own secret',
    'If the token was rotated within the last ten seconds, run it again. Otherwise deploy: npx cdk deploy',
  ],
  'country-not-allowed': [
    'the country of this number is not served',
    'Add it to "countries" in the configuration and deploy.',
  ],
  'too-large': ['the request is too large', 'Another version may be deployed. Deploy this one: npx cdk deploy'],
  'bad-number': [
    'this number cannot receive SMS',
    'Give a mobile number with its country code, such as +4915112345678.',
  ],
  'in-progress': [
    'the same code is being sent to this number right now',
    'Run it again: each run makes up a new code.',
  ],
  'limit-number': [
    'too many codes were requested for this number',
    'Wait, or clear its counters: npm run trace -- <number> --unlock',
  ],
  'limit-ip': [
    'too many codes were requested from one client address',
    'Wait, or raise limits.clientPerHour and deploy.',
  ],
  'limit-country': [
    "today's codes for the country of this number are used up",
    'Wait for midnight UTC, or raise limits.countryPerDay and deploy. If it may be pumping, see docs/runbook.md, "LimitCountry".',
  ],
  'limit-day': [
    "today's codes are used up",
    'Wait for midnight UTC, or raise limits.perDay and deploy. If it may be pumping, see docs/runbook.md, "LimitDay".',
  ],
  'limit-unverified': [
    'too many codes to new numbers were not used, and this number is new',
    'Wait an hour, or sign in with this number once the limit lets it through. If it may be pumping, see docs/runbook.md, "LimitUnverified".',
  ],
  'sns-refused': [
    'SNS permanently rejected the message',
    'See docs/runbook.md, "SnsRefused". Then run npm run doctor.',
  ],
  'country-blocked': [
    'AWS blocks the country of this number, although it is served',
    'See docs/runbook.md, "CountryBlocked".',
  ],
  'number-blocked': [
    'a protect configuration blocks this number',
    'Remove the override of the number, or use another one. See docs/runbook.md, "Refused because of its number".',
  ],
  'not-verified': [
    'the account is in the SMS sandbox, and this number is not verified',
    'Request production access, or verify the number. See docs/runbook.md, "NotVerified".',
  ],
  'opted-out': [
    'the owner of this number has sent STOP',
    'Use another number, or see docs/runbook.md, "Refused because of its number".',
  ],
  'price-over-limit': [
    'the message would cost more than maxPriceUsd',
    'Raise maxPriceUsd and deploy, or use another number. See docs/runbook.md, "Refused because of its number".',
  ],
  'account-disabled': [
    "AWS has stopped the account's sending",
    'Open a case with AWS support. See docs/runbook.md, "AccountDisabled".',
  ],
  'no-sender': [
    'no sender of the account may send this message',
    'See docs/runbook.md, "NoSender". Then run npm run doctor.',
  ],
  'send-refused': [
    'AWS permanently rejected the message',
    'See docs/runbook.md, "SendRefused". Then run npm run doctor.',
  ],
  'spend-limit': [
    "the account's monthly spend limit for SMS is reached",
    'Raise it. See docs/runbook.md, "SpendLimit".',
  ],
  unavailable: [
    'the token could not be read, or neither AWS nor the queue accepted the message',
    'Run it again. If it fails again, run npm run doctor, and see docs/runbook.md, "Unavailable".',
  ],
};

/** Explains what the endpoint answered, with the next step unless the SMS was accepted. */
export function describeAnswer(answer: EndpointAnswer): Line {
  const { status, refusal, retryAfterSeconds, body } = answer;
  if (status === 200 && body.status === 'duplicate') {
    return {
      state: 'warn',
      text: 'The same code was sent to this number within the last minute, so it was not sent again.',
      next: 'Run it again: each run makes up a new code.',
    };
  }
  if (status === 200) return { state: 'ok', text: 'AWS accepted the SMS.' };
  if (status === 202) return { state: 'ok', text: 'The SMS is in the overflow queue. It is sent within seconds.' };
  const known = Object.entries(REFUSALS).find(([reason]) => reason === refusal);
  if (known) {
    const [reason, [text, next]] = known;
    const retry = retryAfterSeconds === undefined ? '' : ` Try again in ${duration(retryAfterSeconds)}.`;
    return { state: 'fail', text: `Refused (${status}, ${reason}): ${text}.${retry}`, next };
  }
  if (status === 429) {
    return {
      state: 'fail',
      text: 'API Gateway rejected the request (429): there are more requests than the throttle admits.',
      next: 'Run it again. If it fails again, raise "throttle" in the configuration and deploy; see docs/runbook.md, "TurnedAway".',
    };
  }
  return {
    state: 'fail',
    text: `API Gateway answered ${status}: the request did not reach the function, or the function failed.`,
    next: 'See docs/runbook.md, "ServerErrors". Then run npm run doctor.',
  };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3_600)} hours`;
}
