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

  it('returns lists that do not change later', () => {
    const inbox = new Inbox();
    inbox.add(report(1));
    const before = inbox.list();

    inbox.add(report(2));
    inbox.clear();

    expect(before.map(({ id }) => id)).toEqual(['1']);
  });

  it('never shows the text of a refused message, even if it was ready to be sent', () => {
    const inbox = new Inbox();
    inbox.add({ ...report(1), outcome: 'refused' });

    expect(inbox.list()).toEqual([expect.objectContaining({ text: null, encoding: null, segments: null })]);
  });

  it('keeps a queued message at its position, with its code, when it is sent', () => {
    const inbox = new Inbox();
    inbox.add({ ...report(1), outcome: 'queued', code: 'AB-12' });
    inbox.add(report(2));

    inbox.add({ ...report(1), queuedAt: 1, outcome: 'sent' });

    expect(inbox.list().map(({ id, outcome, code }) => ({ id, outcome, code }))).toEqual([
      { id: '2', outcome: 'sent', code: null },
      { id: '1', outcome: 'sent', code: 'AB-12' },
    ]);
  });

  it('shows nothing from the queue that was requested before the inbox was cleared', () => {
    const inbox = new Inbox();
    inbox.add({ ...report(1), outcome: 'queued' });
    inbox.clear();

    inbox.add({ ...report(1), queuedAt: 1, outcome: 'sent' });

    expect(inbox.list()).toEqual([]);
  });

  it('lists what was requested at a time or later', () => {
    const inbox = new Inbox();
    for (const at of [1, 2, 3]) inbox.add(report(at));

    expect(inbox.list({ since: 2 }).map(({ id }) => id)).toEqual(['3', '2']);
  });

  it('calls subscribers until they unsubscribe', () => {
    const inbox = new Inbox();
    const calls: string[] = [];
    const unsubscribe = inbox.subscribe(
      ({ id }) => calls.push(id),
      () => calls.push('clear'),
    );

    inbox.add(report(1));
    inbox.clear();
    unsubscribe();
    inbox.add(report(2));
    inbox.clear();

    expect(calls).toEqual(['1', 'clear']);
  });
});
