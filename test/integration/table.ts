import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';

/** Everything that a table holds. */
export async function itemsOf(TableName: string): Promise<readonly Readonly<Record<string, AttributeValue>>[]> {
  const items = [];
  for await (const page of paginateScan({ client: new DynamoDBClient() }, { TableName, ConsistentRead: true })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}
