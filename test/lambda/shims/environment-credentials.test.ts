import { defaultProvider } from '../../../lambda/shims/environment-credentials';

const environment = process.env;

afterEach(() => {
  process.env = environment;
});

describe("the provider of Lambda's credentials", () => {
  it('reads the environment variables', async () => {
    process.env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'session' };
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'session' });
    process.env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' });
  });

  it.each([
    ['no variable', {}],
    ['only a profile, which needs files', { AWS_PROFILE: 'work' }],
    ['only half of a key', { AWS_ACCESS_KEY_ID: 'id' }],
    ["only a container's credentials", { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/' }],
  ])('throws when there is %s', async (_, variables) => {
    process.env = variables;
    await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
  });
});
