import { CommandError } from '../cli/command-error';
import type { Login } from './login';

/** The error when Logto does not know the app, or the secret is wrong. @param answer Logto's error code or status */
export function wrongSecret({ appId }: Login, answer: string): CommandError {
  return new CommandError(
    `Logto did not accept the app "${appId}" with this secret (${answer}).`,
    "It must be a machine-to-machine app in this Logto. Its page in Logto's console shows App ID and App secret.",
  );
}

/** The error when Logto could not send the test SMS. @param message Logto's own */
export function testFailed(message: string): CommandError {
  return new CommandError(
    `Logto could not send the test SMS: ${message}`,
    'If the endpoint refused it, npm run send-test -- <number> says why. If Logto could not reach the endpoint, the line above says so.',
  );
}

/** The error when Logto could not send the test SMS through a connector with keys. @param code Logto's own, or the status */
export function otherTestFailed(code: string): CommandError {
  return new CommandError(
    `Logto could not send the test SMS through the connector (${code}). Its words are not shown, because they may quote the connector's keys.`,
    "See the vendor's console, and Logto's own log. Without --phone, --undo puts it back untested.",
  );
}

/** The error when the resource is not this Logto's Management API. @param answer Logto's error code or status */
export function wrongResource({ resource }: Login, answer: string): CommandError {
  return new CommandError(
    `Logto has no Management API with the resource ${resource} (${answer}).`,
    'Set it with --resource. Logto Cloud with a custom domain: https://<tenant id>.logto.app/api. Self-hosted Logto: https://default.logto.app/api.',
  );
}

/** The error when the app lacks the role that lets it use the Management API. */
export function noRole({ appId }: Login): CommandError {
  return new CommandError(
    `The app "${appId}" may not use Logto's Management API (403).`,
    'In Logto\'s console: Applications → the app → Roles → assign "Logto Management API access" (machine-to-machine).',
  );
}

/** The error when what answers at the address is not Logto, or is a Logto that fails. */
export function notLogto({ address }: Login, { status }: Response): CommandError {
  if (status >= 500) return new CommandError(`Logto answered ${status}.`, "See Logto's own log.");
  return new CommandError(
    `${address} does not answer like Logto (${status}).`,
    'Set --logto to the address of the sign-in page (ENDPOINT of your Logto, or https://<tenant id>.logto.app), not to that of its console.',
  );
}

/** The error when this Logto has no HTTP SMS connector that could be set up. */
export function noHttpSms(): CommandError {
  return new CommandError(
    'This Logto has no HTTP SMS connector (http-sms).',
    'If you host Logto yourself: run npx @logto/cli connector add @logto/connector-http-sms in its container, then restart it. Or update Logto: newer releases include it.',
  );
}
