import { isDeepStrictEqual } from 'node:util';
import { parseConfig } from '../config/load-config';
import type { Config } from '../config/schema';
import { LOCALES, type Locale } from '../contract/locale';
import { CommandError } from './cli/command-error';
import type { MessageChange } from './cli/message-diff';
import type { Output } from './cli/output';
import { readConfigFile, replaceConfigFile, withKey } from './config-file';
import { planImport } from './import-plan';
import { detailsOf, report, summaryOf } from './import-report';
import { isHttpSms, type LogtoClient, type SmsConnector } from './logto/management-api';
import { isRecognised, vendorSettingsOf } from './logto/vendor-settings';

/** What to import into which file. */
export interface ImportOptions {
  /** The configuration file. */
  readonly path: string;
  /** The language that the connector's texts are in. @default the file's default locale */
  readonly locale?: string | undefined;
}

/** What importing needs. */
export interface ImportDependencies {
  readonly logto: Pick<LogtoClient, 'smsConnector'>;
  readonly output: Output;
  /** Shows messages as they are sent before and after. */
  readonly showMessages: (changes: readonly MessageChange[]) => void;
  /** Asks before the file is changed. Throws a CommandError where nobody can be asked. */
  readonly mayWrite: (question: string) => Promise<boolean>;
}

const NEXT = 'See all messages: npm run messages. Deploy them: npx cdk deploy. Then connect Logto: npm run connect';

/**
 * Takes texts and sender of Logto's present SMS connector into the configuration file. It shows what is sent before and
 * after, and asks before it writes. It changes nothing in Logto and needs no AWS. It may be run again at any time.
 *
 * @returns what `--json` prints
 * @throws CommandError or InvalidConfig when it cannot continue; the file is unchanged then
 */
export async function importConnector(
  { path, locale: chosen }: ImportOptions,
  { logto, output, showMessages, mayWrite }: ImportDependencies,
): Promise<object> {
  const file = readConfigFile(path);
  const json: Record<string, unknown> = JSON.parse(file.text);
  const config = parseConfig(json, path);
  const locale = localeOf(chosen, config);
  const connector = await output.during('Asking Logto', logto.smsConnector());
  const reason = nothingIn(connector);
  if (!connector || reason !== undefined) {
    output.say({ state: 'ok', text: `${reason} Nothing is to be imported.`, next: 'Connect Logto: npm run connect' });
    return { changed: false };
  }
  output.say({ state: 'ok', text: `Logto's SMS connector is "${connector.name}" (${connector.connectorId}).` });
  const settings = vendorSettingsOf(connector.config);
  if (!isRecognised(settings)) {
    const text = `Neither texts nor a sender were found in the configuration of "${connector.name}", so nothing was imported. ${path} was not written.`;
    const next = `Write the connector's texts into messages.${locale} of ${path} yourself, with {{code}} where the code is.`;
    output.say({ state: 'warn', text, next });
    return { changed: false, connector: connector.connectorId, locale };
  }
  const plan = planImport(settings, json, locale, path);
  if (plan.changes.length > 0) showMessages(plan.changes);
  report(plan, settings, { config, locale, path }, output);
  const details = { connector: connector.connectorId, locale, ...detailsOf(plan) };
  if (plan.edits.length === 0) {
    const isCompared = settings.contents.size > 0 || settings.sender !== undefined;
    const text = isCompared ? `${path} needs no change, and was not written.` : `${path} was not written.`;
    output.say({ state: 'ok', text });
    return { changed: false, ...details };
  }
  const what = summaryOf(plan, locale);
  if (!(await mayWrite(`Write ${what} into ${path}?`))) {
    throw new CommandError(`${path} was not changed, because you said no.`);
  }
  const text = plan.edits.reduce((edited, [keys, value]) => withKey(edited, keys, value), file.text);
  if (!isDeepStrictEqual(JSON.parse(text), plan.json)) {
    throw new CommandError(
      `${path} has a key twice, and was not changed.`,
      'Remove one of the two, then run this again.',
    );
  }
  replaceConfigFile(file, text);
  output.say({ state: 'ok', text: `${what} ${plan.edits.length === 1 ? 'is' : 'are'} in ${path}.`, next: NEXT });
  return { changed: true, ...details };
}

function localeOf(chosen: string | undefined, { defaultLocale }: Config): Locale {
  if (chosen === undefined) return defaultLocale;
  const locale = LOCALES.find((each) => each === chosen);
  if (locale) return locale;
  throw new CommandError(`--locale is "${chosen}", which has no messages.`, `Use one of ${LOCALES.join(', ')}.`);
}

/** Why there is nothing to import; `undefined` when there may be something. */
function nothingIn(connector: SmsConnector | undefined): string | undefined {
  if (!connector) return 'Logto has no SMS connector.';
  if (connector.isDemo) return `"${connector.name}" is Logto's own for trials, and Logto hides its configuration.`;
  if (!isHttpSms(connector)) return undefined;
  return "Logto's SMS connector is HTTP SMS, which has neither texts nor a sender: what it posts to writes the texts.";
}
