import { check } from './check';
import { context } from './context';
import { CONSUMER, type GetDeployed, SENDER } from './deployed';
import { readToken, urlOf } from './endpoint';
import { publishedSms, requestWith } from './published';
import { idOf } from './resources';

/** A number that SNS fails the first SMS to, in Estonia: `emulator_sms.py`. */
const FAILS_FIRST = '37255000500';

/** What the endpoint does when SNS fails. */
export function failAtSns(deployed: GetDeployed): void {
  const run = context();
  const log = (start: string) => idOf(deployed().resources, 'AWS::Logs::LogGroup', `${start}Log`);

  describe('The endpoint, when SNS fails,', () => {
    check('leaves no second attempt to the SDK: the code is queued after one, and sent once', async () => {
      const { outputs } = deployed();
      const response = await fetch(urlOf(outputs, run), {
        method: 'POST',
        headers: { authorization: `Bearer ${await readToken(outputs)}` },
        body: JSON.stringify({ to: FAILS_FIRST, type: 'SignIn', payload: { code: 'Failed1', locale: 'de' } }),
      });

      expect([response.status, await response.json()]).toEqual([202, { status: 'queued' }]);
      const requestId = response.headers.get('x-request-id') ?? '';
      expect(await requestWith([log(SENDER)], { requestId })).toMatchObject({ queuedBecause: 'sns' });
      await requestWith([log(CONSUMER)], { requestId, outcome: 'sent' });
      expect(await publishedSms(FAILS_FIRST, 'Failed1')).toHaveLength(1);
    });
  });
}
