import { bodyOf } from '../../lambda/body';

describe('the body of an event', () => {
  it.each([
    ['text', { body: 'ü', isBase64Encoded: false }, 'ü'],
    ['base64', { body: Buffer.from('ü').toString('base64'), isBase64Encoded: true }, 'ü'],
    ['nothing', { isBase64Encoded: false }, ''],
  ])('is read from %s', (_, event, body) => {
    expect(bodyOf(event).toString()).toBe(body);
  });

  it.each([
    [8_192, false],
    [8_193, true],
    [40_960, true],
  ])('of %i bytes is too large: %j', (length, isRefused) => {
    const body = Buffer.alloc(length, 'x');
    for (const event of [
      { body: body.toString(), isBase64Encoded: false },
      { body: body.toString('base64'), isBase64Encoded: true },
    ]) {
      if (isRefused) expect(() => bodyOf(event)).toThrow(expect.objectContaining({ reason: 'too-large' }));
      else expect(bodyOf(event)).toEqual(body);
    }
  });
});
