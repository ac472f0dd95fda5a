import { REFUSAL_REASONS, REFUSAL_STATUS } from '../../contract/refusal-reason';

describe('REFUSAL_STATUS', () => {
  it.each([
    ['bad-request', 400],
    ['bad-token', 401],
    ['country-not-allowed', 403],
    ['too-large', 413],
    ['bad-number', 422],
    ['in-progress', 429],
    ['limit-number', 429],
    ['limit-ip', 429],
    ['limit-country', 429],
    ['limit-day', 429],
    ['sns-refused', 502],
    ['unavailable', 503],
  ] as const)('answers %s with %i', (reason, status) => {
    expect(REFUSAL_STATUS[reason]).toBe(status);
  });

  it('has no other reason', () => {
    expect(REFUSAL_REASONS).toHaveLength(12);
  });
});
