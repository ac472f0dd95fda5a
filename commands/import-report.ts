import type { SentMessage } from '../config/messages';
import type { Config } from '../config/schema';
import { sample } from '../contract/compose';
import type { Locale } from '../contract/locale';
import type { Output } from './cli/output';
import type { ImportPlan, SenderChange } from './import-plan';
import type { LeftOut } from './import-texts';
import type { VendorSettings } from './logto/vendor-settings';

/** Where the import goes. */
export interface ImportTarget {
  /** As it is now. */
  readonly config: Config;
  readonly locale: Locale;
  /** The configuration file. */
  readonly path: string;
}

/** Says what an import will change beside the messages, what it leaves out and why, and what it will cost. */
export function report(plan: ImportPlan, settings: VendorSettings, target: ImportTarget, output: Output): void {
  const { changes, same, fromGeneric, leftOut, warnings } = plan;
  const { config, locale } = target;
  if (changes.length > 0) {
    const text = `An imported text replaces the whole shipped one, also its request not to share the code. It is for people who read ${locale}; all others get the shipped messages in their language.`;
    output.say({ state: 'warn', text });
  }
  if (same.length > 0) output.say({ state: 'ok', text: `Already sent as in the connector: ${same.join(', ')}.` });
  if (fromGeneric.length > 0 && changes.length > 0) {
    const text = `The connector has no text for ${fromGeneric.join(', ')}, so Generic's is imported for them.`;
    output.say({ state: 'ok', text });
  }
  reportLeftOut(leftOut, target, output);
  reportStoredAtVendor(settings, target, output);
  reportSender(plan, settings, output);
  for (const { text } of warnings) output.say({ state: 'warn', text });
  if (config.indiaDlt && (config.indiaDlt.locale ?? config.defaultLocale) === locale && changes.length > 0) {
    const text = 'You have indiaDlt, and carriers in India drop a text that differs from the registered one.';
    output.say({ state: 'warn', text, next: 'Register the new texts before you deploy.' });
  }
}

function reportLeftOut(leftOut: readonly LeftOut[], { path }: ImportTarget, output: Output): void {
  const reasons = [...new Set(leftOut.map((each) => each.reason))];
  for (const [index, reason] of reasons.entries()) {
    const names = leftOut.filter((each) => each.reason === reason).map(({ name }) => name);
    const next = `What is left out stays in ${path} as it is. Set it there yourself, or change it in Logto and run this again.`;
    output.say({
      state: 'warn',
      text: `Left out: ${names.join(', ')}. Reason: ${reason}.`,
      ...(index === reasons.length - 1 && { next }),
    });
  }
}

function reportStoredAtVendor(
  { storedAtVendor }: VendorSettings,
  { locale, path }: ImportTarget,
  output: Output,
): void {
  if (storedAtVendor.length === 0) return;
  output.say({
    state: 'warn',
    text: `The texts of ${storedAtVendor.join(', ')} are stored at the vendor. Logto has only the ids or names of its templates, so they cannot be imported.`,
    next: `To keep them, copy them from the vendor's console into messages.${locale} of ${path}, with {{code}} where the code is. Without that, the shipped messages are sent: npm run messages shows them.`,
  });
}

function reportSender({ sender }: ImportPlan, { hasPool, hasSignature }: VendorSettings, output: Output): void {
  if (sender) {
    const before = sender.before === undefined ? 'none' : shown(sender, sender.before);
    const owned =
      sender.key === 'originationNumber'
        ? 'SNS sends from a number only if it belongs to your AWS account: a number of the vendor does not come along by itself.'
        : 'Some countries take a sender ID only if it is registered.';
    output.say({
      state: 'warn',
      text: `${sender.key} now: ${before}; new: ${shown(sender, sender.after)}. ${owned}`,
      next: 'npm run doctor shows what your account has.',
    });
  }
  if (hasPool) {
    const text =
      "The sender is not imported: it is a messaging service (fromMessagingServiceSID), a pool of the vendor's numbers, and SNS has none.";
    output.say({
      state: 'warn',
      text,
      next: 'SNS chooses a sender of your AWS account. npm run doctor says for which countries you have one.',
    });
  }
  if (hasSignature) {
    const text = 'signName is not imported: the vendor writes it into the text as a signature. It is no sender.';
    output.say({ state: 'warn', text, next: 'If people are to see it, write it into your texts.' });
  }
}

/** A sender as it may be printed: of a number only the last two digits. */
function shown({ key }: SenderChange, sender: string): string {
  return key === 'originationNumber' ? `…${sender.slice(-2)}` : `"${sender}"`;
}

/** What an import writes, such as "8 messages (en) and senderId". */
export function summaryOf({ changes, sender }: ImportPlan, locale: Locale): string {
  const messages = changes.length === 1 ? `1 message (${locale})` : `${changes.length} messages (${locale})`;
  return [...(changes.length > 0 ? [messages] : []), ...(sender ? [sender.key] : [])].join(' and ');
}

/** What `--json` prints of an import. */
export function detailsOf({ changes, same, fromGeneric, leftOut, sender }: ImportPlan): object {
  return {
    messages: changes.map(({ before, after }) => ({
      type: before.type,
      before: jsonOf(before),
      after: jsonOf(after),
    })),
    same,
    fromGeneric,
    leftOut,
    ...(sender && {
      sender: {
        key: sender.key,
        before: sender.before === undefined ? null : shown(sender, sender.before),
        after: shown(sender, sender.after),
      },
    }),
  };
}

function jsonOf({ text, cost, isOverridden }: SentMessage): object {
  return { text: sample(text, 'https://…'), ...cost, isOverridden };
}
