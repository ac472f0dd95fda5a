import { endpointOf, partOf } from '../../aws/deployed';
import { readCurrent, readVersion } from '../../aws/secret';
import { formatTime } from '../../cli/print';
import { isHttpSms } from '../../logto/management-api';
import { tokenOf } from '../../logto/our-connector';
import type { Check } from '../check';
import type { ConnectedContext } from './logto-context';

const HOUR = 3_600_000;
/** Finishes a rotation that Logto missed, without a test SMS. */
const FINISH =
  'Give it the current one: npm run rotate-token -- --logto <address> … (docs/commands.md, "rotate-token")';
const GIVE_IT = 'Give it the current one: npm run connect -- --logto <address> … (docs/commands.md, "connect")';

/** Checks which token Logto has, if it posts to this stack. */
export const token: Check<ConnectedContext> = {
  name: 'logto-token',
  about: 'the token that Logto has',
  actions: ['secretsmanager:GetSecretValue'],
  async run({ sdk, stack, config, settings: { connector }, now }) {
    if (!connector || !isHttpSms(connector) || connector.config.endpoint !== endpointOf(stack)) return undefined;
    const inLogto = tokenOf(connector);
    if (inLogto === '') {
      return { state: 'fail', text: 'Logto has no token: each code is refused, and nobody gets one.', next: GIVE_IT };
    }
    const arn = partOf(stack, 'token');
    const current = await readCurrent(sdk, arn);
    if (inLogto === current.value) return { state: 'ok', text: 'Logto has the current token.' };
    const previous = await readVersion(sdk, arn, 'AWSPREVIOUS');
    if (inLogto !== previous?.value) {
      return {
        state: 'fail',
        text: "Logto has neither this stack's current token nor the previous one: each code is refused, and nobody gets one.",
        next: GIVE_IT,
      };
    }
    const worksUntil = current.createdAt + config.tokenGraceHours * HOUR;
    if (now() >= worksUntil) {
      return {
        state: 'fail',
        text: 'Logto has the previous token, which no longer works: each code is refused, and nobody gets one.',
        next: FINISH,
      };
    }
    return {
      state: 'warn',
      text: `Logto has the previous token. Codes arrive until ${formatTime(worksUntil)}; after that each one is refused.`,
      next: FINISH,
    };
  },
};
