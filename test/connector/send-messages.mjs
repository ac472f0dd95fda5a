// Logto's part: the published connector, which is ESM only and so cannot run inside of jest.
//
// Takes `{config, messages}` as JSON on stdin, sends the messages one after another and prints one line of JSON for
// each: `{status, answer}`, or `{error}` with what Logto would show to the person. Prints nothing of a message.
import { json } from 'node:stream/consumers';
import createConnector from '@logto/connector-http-sms';

const { config, messages } = await json(process.stdin);
const { sendMessage } = await createConnector({ getConfig: async () => config });

for (const message of messages) {
  console.log(JSON.stringify(await outcomeOf(message)));
}

async function outcomeOf(message) {
  try {
    const { statusCode, body } = await sendMessage(message, config);
    return { status: statusCode, answer: JSON.parse(body).status };
  } catch (error) {
    return { error: error.data.message };
  }
}
