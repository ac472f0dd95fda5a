import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

type Bytes = string | ArrayBuffer | ArrayBufferView;

/**
 * Takes the place of `@smithy/core/checksum` in the bundle, which brings each hash a second time, in JavaScript, for a Node
 * without OpenSSL. SHA-256 signs requests, MD5 checks what SQS says it has queued.
 */
class NodeHash {
  private hash: Hash | Hmac;

  constructor(private readonly make: () => Hash | Hmac) {
    this.hash = make();
  }

  update(data: Bytes): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.make();
  }
}

/** HMAC-SHA-256 with a secret, SHA-256 without one. */
export class Sha256 extends NodeHash {
  constructor(secret?: Bytes) {
    super(() => (secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))));
  }
}

export class Md5 extends NodeHash {
  constructor() {
    super(() => createHash('md5'));
  }
}

function bytesOf(data: Bytes): string | NodeJS.ArrayBufferView {
  return data instanceof ArrayBuffer
    ? Buffer.from(data)
    : typeof data === 'string'
      ? data
      : (data as NodeJS.ArrayBufferView);
}
