import { Md5, Sha256 } from '../../../lambda/shims/native-checksums';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the checksums', () => {
  it('hash by SHA-256 (FIPS 180-4, "abc")', async () => {
    const hash = new Sha256();
    hash.update('ab');
    hash.update(Buffer.from('c'));
    expect(hex(await hash.digest())).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('sign by HMAC-SHA-256 (RFC 4231, test case 2)', async () => {
    const hash = new Sha256(new TextEncoder().encode('Jefe').buffer);
    hash.update('what do ya want for nothing?');
    expect(hex(await hash.digest())).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  it('hash by MD5 (RFC 1321, "abc"), and anew after a reset', async () => {
    const hash = new Md5();
    hash.update('something else');
    hash.reset();
    hash.update('abc');
    expect(hex(await hash.digest())).toBe('900150983cd24fb0d6963f7d28e17f72');
  });
});
