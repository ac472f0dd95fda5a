declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB's API in memory. */
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
