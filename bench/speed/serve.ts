import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../config/load-config';
import { settingsOf } from '../../config/settings';
import { localDependencies } from '../../local/dependencies';
import { Inbox } from '../../local/inbox';
import { localServer } from '../../local/server';
import { setupOf } from '../../local/setup';

/** The local server in a process of its own, with nothing that would refuse or hold back the load. Says its port. */
function main(): void {
  const inbox = new Inbox();
  const settings = {
    ...settingsOf(loadConfig('sms.config.json')),
    limits: {
      numberPer10Minutes: undefined,
      numberPerDay: undefined,
      clientPerHour: undefined,
      countryPerDay: undefined,
      perDay: undefined,
    },
    sendsPerSecond: 1_000_000,
  };
  const { BENCH_TOKEN: token = '' } = process.env;
  const dependencies = localDependencies(settings, token, (report) => inbox.add(report));
  const server = localServer({ dependencies, inbox, setup: setupOf(settings, token) }).listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as AddressInfo).port);
  });
  process.on('message', () => process.send?.(process.memoryUsage().rss / 1e6));
  process.once('disconnect', () => process.exit());
}

main();
