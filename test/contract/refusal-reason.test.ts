import { REFUSAL_REASONS, REFUSAL_STATUS, SEND_REFUSALS } from '../../contract/refusal-reason';

describe('REFUSAL_STATUS', () => {
  it.each([
    ['bad-request', 400],
    ['bad-token', 401],
    ['country-not-allowed', 403],
    ['country-blocked', 403],
    ['number-blocked', 403],
    ['not-verified', 403],
    ['opted-out', 403],
    ['price-over-limit', 403],
    ['too-large', 413],
    ['bad-number', 422],
    ['in-progress', 429],
    ['limit-number', 429],
    ['limit-ip', 429],
    ['limit-country', 429],
    ['limit-day', 429],
    ['limit-unverified', 429],
    ['sns-refused', 502],
    ['account-disabled', 502],
    ['no-sender', 502],
    ['send-refused', 502],
    ['spend-limit', 502],
    ['unavailable', 503],
  ] as const)('answers %s with %i', (reason, status) => {
    expect(REFUSAL_STATUS[reason]).toBe(status);
  });

  it('has no other reason', () => {
    expect(REFUSAL_REASONS).toHaveLength(22);
  });
});

describe('SEND_REFUSALS', () => {
  it('has 403 for what is up to a number or its country, and 502 for an outage of ours', () => {
    const outages = SEND_REFUSALS.filter((reason) => REFUSAL_STATUS[reason] === 502);

    expect(outages).toEqual(['account-disabled', 'no-sender', 'send-refused', 'spend-limit']);
    expect(SEND_REFUSALS.filter((reason) => REFUSAL_STATUS[reason] === 403)).toHaveLength(5);
  });
});
