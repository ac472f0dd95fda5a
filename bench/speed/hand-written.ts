import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

// The least that the endpoint could cost: the AWS calls of `lambda/handler.ts` in the same order, signed and sent by hand. No
// retries, no timeouts, no limits, no checks.

const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_ENDPOINT_URL = '' } = process.env;
const endpoint = new URL(AWS_ENDPOINT_URL);
const agent = new Agent({ keepAlive: true });

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const keys = new Map<string, Buffer>();

/** AWS Signature Version 4. The key of a day and service is made once. */
function sign(service: string, headers: Record<string, string>, body: string): Record<string, string> {
  const at = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = at.slice(0, 8);
  const scope = `${day}/${AWS_REGION}/${service}/aws4_request`;
  const signed: Record<string, string> = { ...headers, host: endpoint.host, 'x-amz-date': at };
  const names = Object.keys(signed).sort();
  const list = names.map((name) => `${name}:${signed[name]}`).join('\n');
  const canonical = `POST\n/\n\n${list}\n\n${names.join(';')}\n${hash(body)}`;
  const key =
    keys.get(scope) ?? hmac(hmac(hmac(hmac(`AWS4${AWS_SECRET_ACCESS_KEY}`, day), AWS_REGION), service), 'aws4_request');
  keys.set(scope, key);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hash(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization, 'content-length': String(Buffer.byteLength(body)) };
}

function call(service: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(endpoint, { agent, method: 'POST', headers: sign(service, headers, body) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.once('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    })
      .once('error', reject)
      .end(body);
  });
}

async function json(service: string, version: string, target: string, body: unknown) {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  return JSON.parse(await call(service, headers, JSON.stringify(body)));
}

async function secret(id = ''): Promise<string> {
  const body = { SecretId: id, VersionStage: 'AWSCURRENT' };
  return (await json('secretsmanager', '1.1', 'secretsmanager.GetSecretValue', body)).SecretString;
}

function count(key: string): Promise<unknown> {
  return json('dynamodb', '1.0', 'DynamoDB_20120810.UpdateItem', {
    TableName: process.env.TABLE_NAME,
    Key: { key: { S: key } },
    UpdateExpression: 'SET expires = :e ADD #c0 :one',
    ConditionExpression: '(attribute_not_exists(#c0) OR #c0 < :c0)',
    ExpressionAttributeNames: { '#c0': 'hour' },
    ExpressionAttributeValues: { ':e': { N: '1' }, ':one': { N: '1' }, ':c0': { N: '100' } },
    ReturnValues: 'ALL_OLD',
  });
}

let token: string | undefined;
let key: string | undefined;

export async function handler(event: APIGatewayProxyEventV2) {
  token ??= await secret(process.env.TOKEN_SECRET_ARN);
  if (event.headers.authorization !== `Bearer ${token}`) return { statusCode: 401 };
  const { to, payload } = JSON.parse(event.body ?? '');
  key ??= await secret(process.env.KEY_SECRET_ARN);
  await Promise.all([count(`number#${hmac(key, to).toString('hex')}`), count('client')]);
  await count('day');
  const body = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    PhoneNumber: `+${to}`,
    Message: `${payload.code} is your Acme code.`,
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
  }).toString();
  const answer = await call('sns', { 'content-type': 'application/x-www-form-urlencoded' }, body);
  return {
    statusCode: 200,
    body: JSON.stringify({ status: 'sent', messageId: /<MessageId>([^<]+)/.exec(answer)?.[1] }),
  };
}
