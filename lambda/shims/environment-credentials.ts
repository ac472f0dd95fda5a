/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundle. Lambda hands its role's credentials to a function
 * in the environment and nowhere else, so the providers for profiles, single sign-on, containers and EC2, with the
 * clients they bring along, would only be loaded at every cold start.
 *
 * @returns a provider that reads them once: they are good for the life of the process, and the SDK asks at each call
 * @throws when the environment holds none, which no Lambda lacks: whoever runs the bundle elsewhere learns why
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
    throw new Error('This bundle reads credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only.');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
