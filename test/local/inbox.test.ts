import type { Report } from '../../lambda/report';
import { Inbox } from '../../local/inbox';

function report(number: number): Report {
  return { id: `${number}`, startedAt: number, locale: 'en', to: `+${number}`, text: 'Hello', outcome: 'sent' };
}

describe('the inbox', () => {
  it('keeps the last thousand messages and forgets the older ones', () => {
    const inbox = new Inbox();
    for (let number = 1; number <= 1_250; number++) inbox.add(report(number));

    const ids = inbox.list().map(({ id }) => id);

    expect(ids).toHaveLength(1_000);
    expect(ids[0]).toBe('1250');
    expect(ids.at(-1)).toBe('251');
  });

  it('gives lists that do not change under their reader', () => {
    const inbox = new Inbox();
    inbox.add(report(1));
    const before = inbox.list();

    inbox.add(report(2));
    inbox.clear();

    expect(before.map(({ id }) => id)).toEqual(['1']);
  });

  it('never shows the text of what was refused, even when it was ready to be sent', () => {
    const inbox = new Inbox();
    inbox.add({ ...report(1), outcome: 'refused' });

    expect(inbox.list()).toEqual([expect.objectContaining({ text: null, encoding: null, segments: null })]);
  });

  it('keeps a message that was queued at its place, with its code, when it is sent', () => {
    const inbox = new Inbox();
    inbox.add({ ...report(1), outcome: 'queued', code: 'AB-12' });
    inbox.add(report(2));

    inbox.add({ ...report(1), queuedAt: 1, outcome: 'sent' });

    expect(inbox.list().map(({ id, outcome, code }) => ({ id, outcome, code }))).toEqual([
      { id: '2', outcome: 'sent', code: null },
      { id: '1', outcome: 'sent', code: 'AB-12' },
    ]);
  });

  it('gets nothing from the queue that was asked for before it was emptied', () => {
    const inbox = new Inbox();
    inbox.add({ ...report(1), outcome: 'queued' });
    inbox.clear();

    inbox.add({ ...report(1), queuedAt: 1, outcome: 'sent' });

    expect(inbox.list()).toEqual([]);
  });

  it('lists what was asked for at a time or later', () => {
    const inbox = new Inbox();
    for (const at of [1, 2, 3]) inbox.add(report(at));

    expect(inbox.list({ since: 2 }).map(({ id }) => id)).toEqual(['3', '2']);
  });

  it('calls followers back until they end it', () => {
    const inbox = new Inbox();
    const seen: string[] = [];
    const unfollow = inbox.follow(
      ({ id }) => seen.push(id),
      () => seen.push('clear'),
    );

    inbox.add(report(1));
    inbox.clear();
    unfollow();
    inbox.add(report(2));
    inbox.clear();

    expect(seen).toEqual(['1', 'clear']);
  });
});
