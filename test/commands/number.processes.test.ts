import { runCommand } from './run-command';

describe('npm run send-test', () => {
  it.each([
    [[], "missing required argument 'number'"],
    [['12'], '"12" is not a mobile number'],
    [['+4915112345678', '--type', 'signin'], 'Allowed choices are SignIn'],
    [['+4915112345678', '--wait', 'long'], 'Use a whole number of seconds'],
    [['+4915112345678'], 'There is no stack "LogtoSms" in eu-central-1.'],
  ])('%j fails with a sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await runCommand('send-test', args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

describe('npm run trace', () => {
  it.each([
    [[], "missing required argument 'number'"],
    [['015112345678'], '"015112345678" is not a mobile number'],
    [['+4915112345678', '--hours', '0'], 'Use a whole number of hours'],
    [['+4915112345678'], 'There is no stack "LogtoSms"'],
  ])('%j fails with a sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await runCommand('trace', args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(sentence);
  });
});
