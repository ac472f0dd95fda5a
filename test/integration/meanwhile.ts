import { setTimeout as sleep } from 'node:timers/promises';

/** A request that came while something else was going on. */
export interface Meanwhile {
  /** The number, without the plus. */
  readonly to: string;
  readonly code: string;
  readonly status: number;
}

/** How codes are requested meanwhile. */
export interface MeanwhileOptions {
  readonly url: string;
  readonly token: string;
  /** The type of the messages. */
  readonly type: string;
  /** What the codes begin with. @default `Meanwhile` */
  readonly name?: string;
  /** How many numbers come before the first one here: no number gets two codes. @default none */
  readonly after?: number;
  /** Between two requests, in milliseconds. @default 500 */
  readonly pauseMs?: number;
}

/** Requests one code after the other, each for another number in Estonia, until it is stopped. */
export function sendMeanwhile({ url, token, type, name = 'Meanwhile', after = 0, pauseMs = 500 }: MeanwhileOptions): {
  readonly stop: () => Promise<readonly Meanwhile[]>;
} {
  const state = { isRunning: true };
  async function send(): Promise<readonly Meanwhile[]> {
    const requests: Meanwhile[] = [];
    for (let index = after + 1; state.isRunning; index++) {
      const [to, code] = [`3725${7_000_000 + index}`, `${name}${1_000 + index}`];
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ to, type, payload: { code, locale: 'de' } }),
      });
      requests.push({ to, code, status: response.status });
      await sleep(pauseMs);
    }
    return requests;
  }
  const sending = send();
  return {
    stop() {
      state.isRunning = false;
      return sending;
    },
  };
}
