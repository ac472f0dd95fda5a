import type { SmsConfigSchemaInput } from '../../config/schema';
import type { SmsConfig } from '../../config/sms-config';

/** Makes everything readonly, as `SmsConfig` is. */
type Frozen<T> = T extends (infer Each)[]
  ? readonly Frozen<Each>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

it('the public type has the keys of the schema, with the same values (checked by the compiler)', () => {
  const isSame: Same<SmsConfig, Frozen<SmsConfigSchemaInput>> = true;
  expect(isSame).toBe(true);
});
