import { X509Certificate } from 'node:crypto';
import { selfSigned } from '../../../bench/speed/certificate';

describe('the certificate of the stub', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const { cert } = selfSigned(now);
  const certificate = new X509Certificate(cert);

  it('is for loopback, and good now', () => {
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(Date.parse(certificate.validFrom)).toBeLessThan(now);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(now);
  });

  it('is signed by its own key', () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(true);
  });
});
