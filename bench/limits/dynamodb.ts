import '../../test/quiet-sdk.js';
import { fakeDynamodb } from '../../test/fake-dynamodb';

/**
 * DynamoDB in a separate process, so that the load does not slow the table down. Sends its URL to the parent process.
 */
async function main(): Promise<void> {
  const { url } = await fakeDynamodb();
  process.send?.({ url });
  process.once('disconnect', () => process.exit());
}

void main();
