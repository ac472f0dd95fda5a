import fc from 'fast-check';
import { codeIn } from '../../local/code';
import { anyText } from '../any-text';

describe('the code in a text', () => {
  it.each([
    ['a code in a sentence', 'Your code is 012345.', '012345'],
    ['a code at the start', '482913 is your code', '482913'],
    ['the first of two', '123456 or 567890', '123456'],
    ['the one of six digits, as codes of Logto are', '1234 or 567890', '567890'],
    ['the WebOTP line before another number', 'Since 1998: 2024.\n\n@acme.example #AB-12', 'AB-12'],
    ['a code next to Chinese', '验证码：123456，请勿转发', '123456'],
    ['a code in parentheses', '(0000)', '0000'],
  ])('is found: %s', (_, text, code) => {
    expect(codeIn(text)).toBe(code);
  });

  it.each([
    ['Questions? +1 800 123 4567. Your code is 678456', '678456'],
    ['Questions? Call (800) 123-4567. Your code is 678456', '678456'],
    ['Your code is 678456. Questions? 0800 1234567', '678456'],
    ['678456 is your Acme code. Call +49 30 1234 5678 for help.', '678456'],
    ['Acme Shop, est. 1998: your code is 4821', '4821'],
    ['© 2026 Acme. 482913', '482913'],
    ['4821 is your code, valid until 2027', '4821'],
    ['Order 20241105 was shipped. Use code 5531 at the door.', '5531'],
    ['Card ending in 4242: code 9182', '9182'],
    ['Card 4242. Your one-time password is 918273.', '918273'],
    ['Pay €1500 with code 778899', '778899'],
    ['Pay 1500 EUR with code 7788', '7788'],
    ['Ticket #4711: your PIN is 9090', '9090'],
    ['On 21/11/2026 at 14:30 use 6021 as your PIN', '6021'],
    ['[Acme] 482913 is your verification code. Valid for 10 minutes.', '482913'],
    ['Your Logto verification code is 012345. The code will remain active for 10 minutes.', '012345'],
    ['Write to 123456@acme.example or enter the code 654321', '654321'],
    ['https://acme.example/4567 Your code: 678456', '678456'],
    ['Ihr Code lautet 482913. Fragen? 089/12345678', '482913'],
    ['Votre code est le 482913. Ne le partagez pas. Service client : 01 23 45 67 89', '482913'],
    ['Su código es 482913. Válido hasta 2026.', '482913'],
    ['Seu código: 482913. Dúvidas? (11) 91234-5678', '482913'],
    ['Il codice è 4829. Numero verde 800 123 456', '4829'],
    ['Ваш код: 482913. Телефон 8 800 555 35 35', '482913'],
    ['Twój kod to 4829. Ważny do 2027 r.', '4829'],
    ['Váš kód je 482913, platí do 21.11.2026', '482913'],
    ['Acme doğrulama kodunuz 482913. Tel: 0850 123 45 67', '482913'],
    ['【Acme】您的验证码是482913，10分钟内有效。客服4008001234', '482913'],
    ['認証コード：482913（有効期限10分）', '482913'],
    ['[Acme] 인증번호 482913 를 입력하세요. 문의 1588-1234', '482913'],
    ['รหัสของคุณคือ 482913 โทร 02 123 4567', '482913'],
    ['رمز التحقق 482913 صالح حتى 2026', '482913'],
    ['Your code is 678456\n\n@acme.example #678456', '678456'],
  ])('is found in %j', (text, code) => {
    expect(codeIn(text)).toBe(code);
  });

  it.each([
    ['a text without digits', 'Hello'],
    ['too few digits', 'Room 123'],
    ['too many digits', 'Call 123456789'],
    ['part of a word', 'ABC1234'],
    ['a price', 'Pay 1,000.50'],
    ['part of a phone number', 'Call 555-0100'],
    ['a number in a link', 'https://acme.example/?code=123456'],
    ['a WebOTP line that is not the last', '@acme.example #AB-12\nBye'],
  ])('is not found in %s', (_, text) => {
    expect(codeIn(text)).toBeNull();
  });

  it('is always part of the text', () => {
    fc.assert(fc.property(anyText(), (text) => text.includes(codeIn(text) ?? '')));
  });
});
