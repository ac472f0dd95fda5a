// Runs Logto's published connector. It is an ESM-only package, which jest cannot load.
//
// Reads `{config, messages}` as JSON from stdin, sends the messages one after another, and prints one line of JSON for
// each: `{status, answer}`, or `{error}` with what Logto would show to the person. Prints no part of a message.
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
