import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * What the endpoint costs at the least: the same AWS calls as `lambda/handler.ts` makes, in the same order, signed and sent
 * by hand, with next to nothing around them. No retries, no limits, no checks: it shows the cost of everything else.
 */
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
  const canonical = [
    'POST\n/\n',
    ...names.map((name) => `${name}:${signed[name]}`),
    `\n${names.join(';')}`,
    hash(body),
  ].join('\n');
  const key =
    keys.get(scope) ?? hmac(hmac(hmac(hmac(`AWS4${AWS_SECRET_ACCESS_KEY}`, day), AWS_REGION), service), 'aws4_request');
  keys.set(scope, key);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hash(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization, 'content-length': String(Buffer.byteLength(body)) };
}

function call(service: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { agent, method: 'POST', headers: sign(service, headers, body) };
    request(endpoint, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.once('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    })
      .once('error', reject)
      .end(body);
  });
}

async function secret(id = ''): Promise<string> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'secretsmanager.GetSecretValue',
  };
  const body = JSON.stringify({ SecretId: id, VersionStage: 'AWSCURRENT' });
  return JSON.parse(await call('secretsmanager', headers, body)).SecretString;
}

function count(key: string): Promise<string> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.UpdateItem' };
  const body = {
    TableName: process.env.TABLE_NAME,
    Key: { key: { S: key } },
    UpdateExpression: 'SET expires = :e ADD #c0 :one',
    ConditionExpression: '(attribute_not_exists(#c0) OR #c0 < :c0)',
    ExpressionAttributeNames: { '#c0': 'hour' },
    ExpressionAttributeValues: { ':e': { N: '1' }, ':one': { N: '1' }, ':c0': { N: '100' } },
    ReturnValues: 'ALL_OLD',
  };
  return call('dynamodb', headers, JSON.stringify(body));
}

let token: string | undefined;
let key: string | undefined;

export async function handler(event: APIGatewayProxyEventV2) {
  token ??= await secret(process.env.TOKEN_SECRET_ARN);
  if (event.headers.authorization !== `Bearer ${token}`) return { statusCode: 401 };
  const { to, payload } = JSON.parse(event.body ?? '');
  if (process.env.TABLE_NAME !== undefined) {
    key ??= await secret(process.env.KEY_SECRET_ARN);
    const pseudonym = hmac(key, to).toString('hex');
    await Promise.all([count(`number#${pseudonym}`), count('client')]);
    await Promise.all([count('day'), count('pace')]);
  }
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
  const messageId = /<MessageId>([^<]+)/.exec(answer)?.[1];
  if (messageId === undefined) throw new Error(`SNS said ${answer}`);
  return { statusCode: 200, body: JSON.stringify({ status: 'sent', messageId }) };
}
