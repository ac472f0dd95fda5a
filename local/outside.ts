import { randomUUID } from 'node:crypto';
import type { Settings } from '../contract/settings';
import type { Outside } from '../lambda/deliver';
import { onceAMinute } from '../lambda/recent';
import type { Report } from '../lambda/report';
import { tokenKeeper } from '../lambda/token-keeper';

/** The world as the road sees it on this machine: one token, and an SNS that takes everything and sends nothing. */
export function localOutside(settings: Settings, token: string, report: (report: Report) => void): Outside {
  return {
    settings,
    acceptsToken: tokenKeeper({
      readSecret: async (stage) =>
        stage === 'AWSCURRENT' ? { token, versionId: 'local', createdAt: Date.now() } : undefined,
      graceHours: settings.tokenGraceHours,
      now: Date.now,
    }),
    once: onceAMinute(Date.now),
    publish: async () => randomUUID(),
    report,
    now: Date.now,
  };
}
