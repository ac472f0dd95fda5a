import type { RefusalReason } from '../../contract/refusal-reason';
import type { Line } from '../cli/print';
import type { Reply } from './endpoint';

type Words = readonly [text: string, next: string];

/** What each refusal means for the operator. */
const REFUSALS: Readonly<Record<RefusalReason, Words>> = {
  'bad-request': ['the endpoint did not understand the request', 'Deploy this version: npx cdk deploy'],
  'bad-token': [
    'the endpoint does not take the token of its own secret',
    'Within ten seconds of a rotation: run it again. Else deploy: npx cdk deploy',
  ],
  'country-not-allowed': [
    'the country of this number is not served',
    'Add it to "countries" in the configuration and deploy.',
  ],
  'too-large': ['the request is too large', 'Deploy this version: npx cdk deploy'],
  'bad-number': ['this is no number that can get SMS', 'Give a mobile number with its country code.'],
  'limit-number': ['this number got too many codes', 'Wait, or clear its limits: npm run trace -- <number> --unlock'],
  'limit-ip': ['one client asked for too many codes', 'Wait, or raise limits.clientPerHour and deploy.'],
  'limit-country': [
    'the country of this number got as many codes as it may in a day',
    'Wait for midnight UTC, or raise limits.countryPerDay and deploy. Is somebody pumping? docs/runbook.md',
  ],
  'limit-day': [
    "the day's codes are used up",
    'Wait for midnight UTC, or raise limits.perDay and deploy. Is somebody pumping? docs/runbook.md',
  ],
  'sns-refused': [
    'SNS will never take this message',
    'docs/runbook.md, "SendFailures", tells how to look; then npm run doctor',
  ],
  unavailable: ['SNS and the queue, or the secret, are out of reach', 'Run it again; then npm run doctor'],
};

/** What an answer of the endpoint says, in words. */
export function wordsOfAnswer(reply: Reply): Line {
  const { status, refusal, retryAfterSeconds, body } = reply;
  if (status === 200 && body.status === 'duplicate') {
    return {
      state: 'warn',
      text: 'The same code was sent to this number within the last minute: it is not sent again.',
      next: 'Run it again: each run has a code of its own.',
    };
  }
  if (status === 200) return { state: 'ok', text: 'SNS took the SMS.' };
  if (status === 202) return { state: 'ok', text: 'The SMS waits in the queue and goes out within seconds.' };
  const known = Object.entries(REFUSALS).find(([reason]) => reason === refusal);
  if (known) {
    const [reason, [text, next]] = known;
    const wait = retryAfterSeconds === undefined ? '' : `, for ${duration(retryAfterSeconds)} from now`;
    return { state: 'fail', text: `Refused (${status}, ${reason}): ${text}${wait}.`, next };
  }
  if (status === 429) {
    return {
      state: 'fail',
      text: 'API Gateway turned the request away (429): more come than the throttle lets in.',
      next: 'Run it again; does it go on, look at "throttle" in the configuration.',
    };
  }
  return {
    state: 'fail',
    text: `API Gateway answered ${status}: the request did not reach the function, or the function failed.`,
    next: 'docs/runbook.md, "ServerErrors", tells how to look; then npm run doctor',
  };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3_600)} hours`;
}
