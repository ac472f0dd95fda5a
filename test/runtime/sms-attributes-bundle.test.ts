import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { builtBundle } from '../built/bundle';
import { closed, listen } from '../loopback';
import { type LambdaProcess, lambdaProcess } from './lambda-process';

const OURS = { DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/ours', DeliveryStatusSuccessSamplingRate: '100' };
const PHYSICAL_ID = 'before:DeliveryStatusIAMRole=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Ftheirs';

let folder: string;
let cloud: FakeCloud;
let lambda: LambdaProcess;

beforeAll(() => {
  folder = builtBundle('sms-attributes-handler');
});

beforeEach(async () => {
  cloud = await fakeCloud();
  // Without this, retries wait for seconds, since SNS may not know a new role yet.
  const NODE_OPTIONS = `--require ${join(__dirname, 'short-waits.cjs')}`;
  lambda = await lambdaProcess(folder, { AWS_ENDPOINT_URL: cloud.url, NODE_OPTIONS });
});

afterEach(async () => {
  await lambda.stop();
  await cloud.close();
});

interface FakeCloud {
  readonly url: string;
  /** The account's SMS settings, as SNS keeps them. */
  settings: Record<string, string>;
  /** Whether SNS rejects new settings. */
  isRejecting: boolean;
  /** Whether SNS takes the next call that sets something, and never answers it. */
  hangsOnce: boolean;
  /** The answers to CloudFormation, with their content types. */
  readonly answers: { body: Record<string, unknown>; contentType: string | undefined }[];
  readonly close: () => Promise<void>;
}

/** Starts SNS's two calls for the settings, and the URL where CloudFormation waits for an answer, on loopback. */
async function fakeCloud(): Promise<FakeCloud> {
  const state = {
    settings: {} as FakeCloud['settings'],
    isRejecting: false,
    hangsOnce: false,
    answers: [] as FakeCloud['answers'],
  };
  const server: Server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.method === 'PUT') {
      state.answers.push({ body: JSON.parse(body), contentType: request.headers['content-type'] });
      response.end();
      return;
    }
    if (state.hangsOnce && body.includes('SetSMSAttributes')) {
      state.hangsOnce = false;
      return;
    }
    const { status, xml } = answerSns(new URLSearchParams(body), state);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  });
  const url = await listen(server);
  return Object.assign(state, {
    url,
    close: () => closed(server),
  });
}

function answerSns(call: URLSearchParams, state: Pick<FakeCloud, 'settings' | 'isRejecting'>) {
  if (call.get('Action') === 'GetSMSAttributes') {
    const entries = Object.entries(state.settings)
      .map(([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`)
      .join('');
    // A fresh account has none. Then SNS leaves the element out.
    const attributes = entries && `<attributes>${entries}</attributes>`;
    return {
      status: 200,
      xml: `<GetSMSAttributesResponse><GetSMSAttributesResult>${attributes}</GetSMSAttributesResult></GetSMSAttributesResponse>`,
    };
  }
  expect(call.get('Action')).toBe('SetSMSAttributes');
  if (state.isRejecting) {
    return {
      status: 400,
      xml: '<ErrorResponse><Error><Code>InvalidParameter</Code><Message>no such role</Message></Error></ErrorResponse>',
    };
  }
  for (let index = 1; call.has(`attributes.entry.${index}.key`); index += 1) {
    const [key = '', value = ''] = ['key', 'value'].map((part) => call.get(`attributes.entry.${index}.${part}`) ?? '');
    if (value === '') delete state.settings[key];
    else state.settings[key] = value;
  }
  return { status: 200, xml: '<SetSMSAttributesResponse><SetSMSAttributesResult/></SetSMSAttributesResponse>' };
}

/** Makes an event of CloudFormation, which turns all properties into strings. */
function event(changes: Record<string, unknown> = {}): object {
  return {
    RequestType: 'Create',
    ServiceToken: 'arn:aws:lambda:eu-central-1:123456789012:function:sms-attributes',
    ResponseURL: `${cloud.url}/answer?signature=secret-signature`,
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'DeliveryLog',
    ResourceType: 'Custom::SmsAttributes',
    ResourceProperties: { ServiceToken: 'arn', ServiceTimeout: '180', Attributes: OURS },
    ...changes,
  };
}

describe("the deployed provider of the account's settings under Lambda's runtime client", () => {
  it('sets a fresh account, which has no settings at all, and answers CloudFormation', async () => {
    await lambda.invoke(event());

    expect(cloud.settings).toEqual(OURS);
    expect(cloud.answers).toEqual([
      {
        body: {
          Status: 'SUCCESS',
          PhysicalResourceId: 'before:',
          StackId: 'arn:stack',
          RequestId: 'request-1',
          LogicalResourceId: 'DeliveryLog',
        },
        contentType: '',
      },
    ]);
  });

  it('stores the previous values, and restores them', async () => {
    cloud.settings = { DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/theirs', DefaultSenderID: 'Acme' };
    const before = { ...cloud.settings };

    await lambda.invoke(event());
    expect(cloud.settings).toEqual({ ...OURS, DefaultSenderID: 'Acme' });
    expect(cloud.answers[0]?.body.PhysicalResourceId).toBe(PHYSICAL_ID);

    await lambda.invoke(event({ RequestType: 'Delete', PhysicalResourceId: PHYSICAL_ID }));
    expect(cloud.settings).toEqual(before);
    expect(cloud.answers[1]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: PHYSICAL_ID });
  });

  it('does not lose the previous values when SNS hangs: it tries again, and answers', async () => {
    cloud.settings = { DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/theirs' };
    cloud.hangsOnce = true;
    await lambda.invoke(event());

    expect(cloud.answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: PHYSICAL_ID });
    expect(cloud.settings).toEqual(OURS);
  });

  it('keeps the id on an update', async () => {
    const changed = { ...OURS, DeliveryStatusSuccessSamplingRate: '50' };
    await lambda.invoke(
      event({ RequestType: 'Update', PhysicalResourceId: PHYSICAL_ID, ResourceProperties: { Attributes: changed } }),
    );

    expect(cloud.settings).toEqual(changed);
    expect(cloud.answers[0]?.body.PhysicalResourceId).toBe(PHYSICAL_ID);
  });

  it('tells CloudFormation why it could not set the values, with the id for the rollback', async () => {
    cloud.settings = { DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/theirs' };
    cloud.isRejecting = true;
    await lambda.invoke(event());

    expect(cloud.answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^InvalidParameter\w*: no such role$/),
      PhysicalResourceId: PHYSICAL_ID,
    });
    expect(lambda.printed()).toContain('"level":"ERROR"');
  });

  it('logs one line, without the URL for the answer to CloudFormation', async () => {
    await lambda.invoke(event());
    const lines = lambda
      .printed()
      .split('\n')
      .filter((line) => line.includes('"resource":"DeliveryLog"'));

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'INFO',
      requestId: 'request-1',
      kind: 'Create',
      resource: 'DeliveryLog',
      memory: 'before:',
    });
    expect(lambda.printed()).not.toContain('secret-signature');
  });
});
