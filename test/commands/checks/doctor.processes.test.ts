import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';
import { runCommand } from '../run-command';

let endpoint: FakeEndpoint;

beforeAll(async () => {
  endpoint = await fakeEndpoint();
});
afterAll(() => endpoint.close());

describe('npm run doctor', () => {
  const healthy = () => ({ FAKE_ACCOUNT: 'healthy', FAKE_ENDPOINT: endpoint.url });

  it('ends with 1 when something blocks you, and names it', async () => {
    const { status, stdout, stderr } = await runCommand('doctor', []);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain('✗ The account is in the SMS sandbox');
    expect(stdout).toContain('! There is no stack LogtoSms in eu-central-1.');
  });

  it('ends with 0 when something is only worth a look', async () => {
    const { status, stdout } = await runCommand('doctor', [], healthy());
    expect(stdout).toMatch(/\n\d+ OK, \d+ worth a look, 0 blocking\.\n$/);
    expect(status).toBe(0);
  });

  it('has no colours, no spinner, and no line wider than 60 columns except addresses, in a file', async () => {
    const { stdout } = await runCommand('doctor', [], { COLUMNS: '60' });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    const wide = stdout.split('\n').filter((line) => line.length > 60);
    expect(wide.filter((line) => line.trim().includes(' ') && !line.includes('→'))).toEqual([]);
    expect(wide.every((line) => line.includes('https://'))).toBe(true);
  });

  it('--json is one object with every finding', async () => {
    const { status, stdout } = await runCommand('doctor', ['--json', '--phone', '+4915112345678'], healthy());
    const { ok, lines } = JSON.parse(stdout);
    expect([status, ok]).toEqual([0, true]);
    expect(lines).toContainEqual({ check: 'opted-out', state: 'ok', text: 'The number …78 has not opted out.' });
    for (const { check, state } of lines)
      expect([check, state]).toEqual([expect.any(String), expect.stringMatching(/^(ok|warn)$/)]);
  });

  it.each([
    [['--phone', '12'], '"12" is not a mobile number', 1],
    [['--config', 'none.json'], 'none.json has 1 fault', 1],
    [['--colour'], "unknown option '--colour'", 1],
  ])('%j fails with a sentence', async (args, sentence, code) => {
    const { status, stdout, stderr } = await runCommand('doctor', args);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('--help lists the options', async () => {
    const { status, stdout } = await runCommand('doctor', ['--help']);
    expect(status).toBe(0);
    for (const option of ['--stack', '--region', '--profile', '--config', '--json', '--phone']) {
      expect(stdout).toContain(option);
    }
  });
});
