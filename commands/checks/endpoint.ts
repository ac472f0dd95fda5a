import { endpointOf } from '../aws/deployed';
import { reasonOf } from '../aws/endpoint';
import type { Check, StackContext } from './check';

/** Whether the endpoint answers, and refuses who has no token. */
export const endpoint: Check<StackContext> = {
  name: 'endpoint',
  about: 'the endpoint',
  actions: [],
  async run({ stack }) {
    const url = endpointOf(stack);
    const { host } = new URL(url);
    const answer = await ask(url);
    if (answer instanceof Error) {
      return {
        state: 'fail',
        text: `${host} cannot be reached (${answer.message}).`,
        next: 'Check the network here; from elsewhere: npm run send-test',
      };
    }
    const { status, headers } = answer;
    if (status === 401 && headers.get('x-refusal') === 'bad-token') {
      return { state: 'ok', text: `${host} answers, and refuses who has no token.` };
    }
    if (status === 503) {
      return {
        state: 'fail',
        text: `${host} answers 503: the function cannot run, or cannot read its token.`,
        next: 'docs/runbook.md, "ServerErrors", tells how to look.',
      };
    }
    return {
      state: 'fail',
      text: `${host} answers ${status} to a request without a token, not 401.`,
      next: 'Deploy it again (npx cdk deploy); docs/runbook.md, "ServerErrors", tells how to look.',
    };
  },
};

async function ask(url: string): Promise<Response | Error> {
  try {
    return await fetch(url, { method: 'POST', body: '{}', redirect: 'manual', signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    return new Error(reasonOf(error));
  }
}
