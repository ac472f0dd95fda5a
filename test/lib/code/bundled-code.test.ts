import { App, Stack } from 'aws-cdk-lib';
import { type CfnFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { parseConfig } from '../../../config/load-config';
import { settingsOf } from '../../../config/settings';
import { bundledCode } from '../../../lib/code/bundled-code';

function settingsFor(brand: string) {
  return settingsOf(parseConfig({ brand, countries: ['DE'] }, 'test'));
}

describe('bundledCode', () => {
  it('gives functions with different settings different code, even within one app', () => {
    const stack = new Stack(new App(), 'Stack');
    const keyOf = (id: string, brand: string) => {
      const props = { runtime: Runtime.NODEJS_24_X, handler: 'index.handler' };
      const { node } = new LambdaFunction(stack, id, { ...props, code: bundledCode('handler', settingsFor(brand)) });
      return (node.defaultChild as CfnFunction).code as { s3Key?: string };
    };

    const [first, second, third] = [keyOf('First', 'Acme'), keyOf('Second', 'Other'), keyOf('Third', 'Acme')];

    expect(first.s3Key).toMatch(/^[0-9a-f]{64}\.zip$/);
    expect(second.s3Key).not.toBe(first.s3Key);
    expect(third.s3Key).toBe(first.s3Key);
  });
});
