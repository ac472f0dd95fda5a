import { endpointOf } from '../../aws/deployed';
import { noHttpSms } from '../../logto/errors';
import { isHttpSms } from '../../logto/management-api';
import { shownAddress } from '../../logto/our-connector';
import type { Check } from '../check';
import type { ConnectedContext } from './logto-context';

const CONNECT = 'To connect this stack: npm run connect -- --logto <address> … (docs/commands.md, "connect")';

/** Checks whether Logto sends its SMS through this stack. */
export const connector: Check<ConnectedContext> = {
  name: 'logto-connector',
  about: "Logto's SMS connector",
  actions: [],
  async run({ settings: { hasHttpSms, connector }, stack }) {
    if (!connector) {
      if (!hasHttpSms) throw noHttpSms();
      return { state: 'fail', text: 'Logto has no SMS connector: nobody gets a code by SMS.', next: CONNECT };
    }
    if (!isHttpSms(connector)) {
      return {
        state: 'fail',
        text: `Logto sends its SMS through "${connector.name}" (${connector.connectorId}): no code comes through this stack.`,
        next: CONNECT,
      };
    }
    const endpoint = endpointOf(stack);
    if (connector.config.endpoint === endpoint) return { state: 'ok', text: 'Logto sends its SMS through this stack.' };
    const address = shownAddress(connector.config.endpoint);
    return {
      state: 'fail',
      text:
        address === new URL(endpoint).origin
          ? `Logto posts to another path of ${address} than this stack's ${new URL(endpoint).pathname}: nobody gets a code.`
          : `Logto's HTTP SMS connector posts to ${address}: no code comes through this stack.`,
      next: CONNECT,
    };
  },
};
