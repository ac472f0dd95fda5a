import type { FakeAws } from '../fake-aws';
import { type FakeDynamodb, TABLE } from '../fake-dynamodb';

/** The environment variables that the stack sets, and those that lead the SDK to the fakes. */
export function deployedVariables(aws: FakeAws, dynamodb: Pick<FakeDynamodb, 'url'>): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    TOKEN_SECRET_ARN: 'arn:secret',
    KEY_SECRET_ARN: 'arn:key',
    TABLE_NAME: TABLE,
    QUEUE_URL: `${aws.url}/123456789012/overflow`,
  };
}
