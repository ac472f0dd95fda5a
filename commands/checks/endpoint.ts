import { PROBE_TOKEN } from '../../contract/probe-token';
import { endpointOf } from '../aws/deployed';
import { reasonOf } from '../aws/endpoint';
import type { Check, StackContext } from './check';

/** Checks whether the endpoint answers, and refuses a made-up token: to know it, the function must read its secret. */
export const endpoint: Check<StackContext> = {
  name: 'endpoint',
  about: 'the endpoint',
  actions: [],
  async run({ stack }) {
    const url = endpointOf(stack);
    const { host } = new URL(url);
    const answer = await request(url);
    if (answer instanceof Error) {
      return {
        state: 'fail',
        text: `${host} cannot be reached (${answer.message}).`,
        next: 'Check the network here, or run npm run send-test from another network.',
      };
    }
    const { status, headers } = answer;
    const refusal = headers.get('x-refusal');
    if (status === 401 && refusal === 'bad-token') {
      return { state: 'ok', text: `${host} answers, and refuses a made-up token.` };
    }
    if (status === 503 && refusal === 'unavailable') {
      return {
        state: 'fail',
        text: `${host} answers 503: the function cannot read its token.`,
        next: 'See docs/runbook.md, "Unavailable".',
      };
    }
    if (status === 503) {
      return {
        state: 'fail',
        text: `${host} answers 503: the function cannot run.`,
        next: 'See docs/runbook.md, "ServerErrors".',
      };
    }
    return {
      state: 'fail',
      text: `${host} answers ${status} to a made-up token, not 401.`,
      next: 'Deploy it again (npx cdk deploy). If that does not help, see docs/runbook.md, "ServerErrors".',
    };
  },
};

async function request(url: string): Promise<Response | Error> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${PROBE_TOKEN}`, 'content-type': 'application/json' },
      body: '{}',
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    return new Error(reasonOf(error));
  }
}
