import fc from 'fast-check';
import { clientOf, networkOf } from '../../lambda/client-address';
import { anyText } from '../any-text';

describe('a client', () => {
  it.each([
    ['8.8.8.8', '8.8.8.8'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['::FFFF:8.8.8.8', '8.8.8.8'],
    ['2a00:1450:4001:82a::200e', '2a00:1450:4001:82a::/64'],
    ['2A00:1450:4001:082A:FFFF:1:2:3', '2a00:1450:4001:82a::/64'],
    ['2a00::1', '2a00:0:0:0::/64'],
    ['2a00:1450:4001::1.2.3.4', '2a00:1450:4001:0::/64'],
    ['::ffff:808:404', '8.8.4.4'],
    ['0:0:0:0:0:ffff:0808:0404', '8.8.4.4'],
    ['8.8.4.4:41234', '8.8.4.4'],
    [' 8.8.4.4 ', '8.8.4.4'],
    ['8.8.4.4, 10.0.0.1', '8.8.4.4'],
    ['8.8.4.4:41234,10.0.0.1', '8.8.4.4'],
    ['"8.8.4.4:41234"', '8.8.4.4'],
    ['for=8.8.4.4', '8.8.4.4'],
    ['[2a00::1]', '2a00:0:0:0::/64'],
    ['[2a00::1]:443', '2a00:0:0:0::/64'],
    ['For="[2a00::1]:4711"', '2a00:0:0:0::/64'],
    ['[::ffff:8.8.4.4]:443', '8.8.4.4'],
  ])('with the address %s is %s', (ip, client) => {
    expect(clientOf(ip)).toBe(client);
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'evil"<script>',
    'x'.repeat(7_000),
    '10.0.0.1',
    '::ffff:10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '127.0.0.1',
    '::ffff:127.0.0.1',
    '::1',
    '::',
    '0.0.0.0',
    '169.254.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '198.51.100.9',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'ff02::1',
    '2001:db8::1',
    '2002:0a00:0001::1',
    '64:ff9b::8.8.8.8',
    '10.0.0.1:443',
    '10.0.0.1, 8.8.8.8',
    '8.8.8.8:',
    '8.8.8.8:port',
    '[8.8.8.8',
    'for=unknown',
    'for="_hidden"',
    '[fe80::1]:443',
    '::ffff:a00:1',
    '8.8.8',
    '08.8.8.8',
    '８.８.８.８',
    '٨.٨.٨.٨',
    { toString: () => '8.8.8.8' },
  ])('is unknown for %j', (ip) => {
    expect(clientOf(ip)).toBeUndefined();
  });

  it('is the same for every address of one /64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (host) => {
        const groups = [48n, 32n, 16n, 0n].map((shift) => ((host >> shift) & 0xffffn).toString(16));
        expect(clientOf(`2a00:1450:4001:82a:${groups.join(':')}`)).toBe('2a00:1450:4001:82a::/64');
      }),
    );
  });

  it('is an address or unknown, whatever the input', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.ipV4(), fc.ipV6(), fc.anything()), (ip) => {
        expect(clientOf(ip) ?? '::/64').toMatch(/^(\d+\.\d+\.\d+\.\d+|[\da-f:]*::\/64)$/);
      }),
    );
  });
});

describe('networkOf', () => {
  it.each([
    ['9.9.9.9', '9.9.9.0/24'],
    ['9.9.9.255', '9.9.9.0/24'],
    ['9.9.10.9', '9.9.10.0/24'],
    ['2a00:1450:4001:82a::1', '2a00:1450:4001::/48'],
    ['2a00:1450:4001:0:0:0:0:1', '2a00:1450:4001::/48'],
    ['2a00:1450::1', '2a00:1450:0::/48'],
    ['[2A00:1450:4002::1]:443', '2a00:1450:4002::/48'],
  ])('finds the network of %s', (address, network) => {
    expect(networkOf(clientOf(address) ?? '')).toBe(network);
  });
});
