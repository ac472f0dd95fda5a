import { logtoClient } from '../../logto/management-api';
import { type LogtoSettings, readSettings } from '../../logto/settings';
import { type AccountContext, type Check, type Finding, runCheck } from '../check';
import { accountCenter } from './account-center';
import { captcha } from './captcha';
import { codeLife } from './code-life';
import { connector } from './connector';
import { flows } from './flows';
import { forgotPassword } from './forgot-password';
import type { ConnectedContext, LogtoAccess, LogtoContext } from './logto-context';
import { proxy } from './proxy';
import { signIn } from './sign-in';
import { token } from './token';
import { unknownNumbers } from './unknown-numbers';
import { webhook } from './webhook';

/** The checks of Logto together with the stack. */
export const CONNECTED_CHECKS: readonly Check<ConnectedContext>[] = [connector, token, webhook, proxy];

/** The checks of Logto's settings. */
const SETTINGS_CHECKS: readonly Check<LogtoContext>[] = [
  flows,
  signIn,
  forgotPassword,
  accountCenter,
  unknownNumbers,
  captcha,
  codeLife,
];

/** Reports what a check finds, and shows meanwhile what is under way. */
type Report = (doing: string, checking: Promise<Finding | undefined>) => Promise<void>;

/**
 * Runs all checks of Logto, and reports what they found. It changes nothing in Logto: it gets an access token, and sends
 * GET. If Logto cannot be asked, that is the only finding.
 */
export async function examineLogto(
  account: AccountContext,
  { login, sleep }: LogtoAccess,
  report: Report,
): Promise<void> {
  const { stack } = account;
  const logto = logtoClient(login);
  let settings: LogtoSettings | undefined;
  const access: Check<AccountContext> = {
    name: 'logto',
    about: `Logto at ${login.address}`,
    actions: [],
    async run() {
      settings = await readSettings(logto);
      return { state: 'ok', text: `Logto at ${login.address} accepts the app "${login.appId}".` };
    },
  };
  const asking = runCheck(access, account).then((finding) => {
    if (settings || !finding) return finding;
    return { ...finding, text: `${finding.text} What else there is to check in Logto is skipped.` };
  });
  await report(`Asking Logto at ${login.address}`, asking);
  if (!settings) return;
  const context = { ...account, settings };
  const connected = stack && { ...context, stack, sleep, webhooks: logto.webhooks };
  const running = [
    ...(connected ? CONNECTED_CHECKS.map((check) => [check, runCheck(check, connected)] as const) : []),
    ...SETTINGS_CHECKS.map((check) => [check, runCheck(check, context)] as const),
  ];
  for (const [check, checking] of running) await report(`Checking ${check.about}`, checking);
}
