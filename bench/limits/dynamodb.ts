import '../../test/quiet-sdk.js';
import { fakeDynamodb } from '../../test/fake-dynamodb';

/** DynamoDB in a process of its own, so that the load does not slow the table down. Says its address, then serves. */
async function main(): Promise<void> {
  const { url } = await fakeDynamodb();
  process.send?.({ url });
  process.once('disconnect', () => process.exit());
}

void main();
