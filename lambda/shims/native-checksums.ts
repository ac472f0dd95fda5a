import { createHash, createHmac, createSecretKey, type Hash, type Hmac } from 'node:crypto';

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
    this.hash.update(viewOf(data));
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
    super(() => (secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret))));
  }
}

export class Md5 extends NodeHash {
  constructor() {
    super(() => createHash('md5'));
  }
}

/** A key object, since Node 24 takes three times as long, 10 µs, to look at a key of mere bytes. */
function keyOf(secret: Bytes) {
  return typeof secret === 'string' ? secret : createSecretKey(viewOf(secret));
}

function viewOf(data: string): string;
function viewOf(data: ArrayBuffer | ArrayBufferView): NodeJS.ArrayBufferView;
function viewOf(data: Bytes): string | NodeJS.ArrayBufferView;
function viewOf(data: Bytes): string | NodeJS.ArrayBufferView {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
