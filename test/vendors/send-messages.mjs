// Runs Logto's published connectors, which are ESM-only packages for Node 22.
//
// Reads `[{name, config, messages}]` as JSON from stdin, and prints one array: for each connector its id, the templates
// that its form begins with, whether it accepts the configuration, and for each message what it sent to the vendor
// (`{request}`), or why it sent nothing (`{error}`).
import { json } from 'node:stream/consumers';
import { sent } from './intercept.mjs';

if (!process.version.startsWith('v22.')) throw new Error(`This is Node ${process.version}, not 22.`);

const results = [];
for (const { name, config, messages } of await json(process.stdin)) {
  const { default: createConnector } = await import(name);
  const { metadata, configGuard, sendMessage } = await createConnector({ getConfig: async () => config });
  const outcomes = [];
  for (const message of messages) outcomes.push(await outcomeOf(sendMessage, message));
  results.push({
    id: metadata.id,
    templates: metadata.formItems.find(({ key }) => key === 'templates').defaultValue,
    isAccepted: configGuard.safeParse(config).success,
    outcomes,
  });
}
console.log(JSON.stringify(results));

async function outcomeOf(sendMessage, message) {
  const before = sent.length;
  try {
    await sendMessage(message);
  } catch (error) {
    return { error: error.code ?? String(error) };
  }
  if (sent.length !== before + 1) throw new Error(`${sent.length - before} requests were sent, not one.`);
  return { request: sent.at(-1) };
}
