import { CommandError } from '../cli/command-error';
import type { Login } from './login';

/** Logto does not know the app, or knows it by another secret. */
export function wrongSecret({ appId }: Login, answer: string): CommandError {
  return new CommandError(
    `Logto does not take the app "${appId}" with this secret (${answer}).`,
    'It has to be a machine-to-machine app of this Logto: its page shows App ID and App secret.',
  );
}

/** Logto sent no test SMS, in its own words. */
export function testFailed(message: string): CommandError {
  return new CommandError(
    `Logto could not send the test SMS: ${message}`,
    'Nothing was changed. npm run send-test -- <number> tells why the endpoint refuses; a Logto that cannot reach it says so above.',
  );
}

/** The token is for another resource than this Logto's Management API. */
export function wrongResource({ resource }: Login, answer: string): CommandError {
  return new CommandError(
    `Logto knows no Management API by the resource ${resource} (${answer}).`,
    'Name it with --resource. Logto Cloud, with a domain of your own: https://<tenant id>.logto.app/api. A Logto of your own: https://default.logto.app/api.',
  );
}

/** The app has no role that lets it use the Management API. */
export function noRole({ appId }: Login): CommandError {
  return new CommandError(
    `The app "${appId}" may not use Logto's Management API (403).`,
    'In Logto\'s console: Applications → the app → Roles → assign "Logto Management API access" (machine-to-machine).',
  );
}

/** What answers there is no Logto, or a broken one. */
export function noLogto({ address }: Login, { status }: Response): CommandError {
  if (status >= 500) return new CommandError(`Logto answered ${status}.`, "Logto's own log says more.");
  return new CommandError(
    `${address} does not answer as a Logto does (${status}).`,
    'Give --logto the address of the sign-in page (ENDPOINT of your Logto, or https://<tenant id>.logto.app), not that of its console.',
  );
}
