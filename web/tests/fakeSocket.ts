import { vi } from "vitest";

/** The socket of a page without a server: what was sent, and what the server says. */
export class FakeSocket {
  static last: FakeSocket | undefined;
  static readonly OPEN = 1;
  readyState = 1;
  sent: { id?: string; type: string; data: Record<string, unknown> }[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  close = vi.fn();
  constructor(readonly url: string) {
    FakeSocket.last = this;
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as (typeof this.sent)[number]);
  }
  say(type: string, data: object = {}, more: object = {}) {
    this.onmessage({ data: JSON.stringify({ type, data, ...more }) });
  }
}
