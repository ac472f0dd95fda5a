import { createHash, createHmac, createSecretKey, type Hash, type Hmac } from 'node:crypto';

type Bytes = string | ArrayBuffer | ArrayBufferView;

/**
 * Replaces `@smithy/core/checksum` in the bundle, which implements each hash in JavaScript too, for a Node without
 * OpenSSL. SHA-256 signs requests. MD5 verifies what SQS says it has queued.
 */
class NodeHash {
  private hash: Hash | Hmac;

  constructor(private readonly create: () => Hash | Hmac) {
    this.hash = create();
  }

  update(data: Bytes): void {
    this.hash.update(viewOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.create();
  }
}

/** HMAC-SHA-256 if there is a secret, SHA-256 otherwise. */
export class Sha256 extends NodeHash {
  constructor(secret?: Bytes) {
    super(() => (secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret))));
  }
}

/** MD5. */
export class Md5 extends NodeHash {
  constructor() {
    super(() => createHash('md5'));
  }
}

/** Makes a key object: with a key of plain bytes, Node 24 needs three times as long (10 µs). */
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
