import type { Template } from '../../contract/template';
import en from '../../templates/en.json';

it('a template without one of its messages or refusals does not compile', () => {
  const { BindMfa: _message, ...messages } = en.messages;
  const { 'limit-day': _refusal, ...refusals } = en.refusals;
  const complete: Template = en;
  // @ts-expect-error a message is missing
  const withoutMessage: Template = { ...en, messages };
  // @ts-expect-error a refusal is missing
  const withoutRefusal: Template = { ...en, refusals };

  // The compiler is the test (npm run check). Here we only see that something was left out.
  expect(Object.keys(complete.messages)).toHaveLength(9);
  expect(Object.keys(withoutMessage.messages)).toHaveLength(8);
  expect(Object.keys(withoutRefusal.refusals)).toHaveLength(21);
});
