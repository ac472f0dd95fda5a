/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundle. Lambda passes credentials only in environment variables.
 * The providers for profiles, single sign-on, containers and EC2, and the clients that they import, would be loaded at
 * every cold start for nothing.
 *
 * @returns a provider that reads the variables once, although the SDK asks at each call: the credentials are valid for
 * the life of the process. It throws when they are missing, which only happens when the bundle does not run on Lambda
 */
export function defaultProvider() {
  let credentials: Credentials | undefined;
  return async () => {
    credentials ??= read();
    return credentials;
  };
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

function read(): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set. This bundle reads no other credentials.');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
