import { base } from "../api";

/** The connection to the server, both ways (docs/socket.md): events, players, commands. It connects again by itself, and misses nothing. */

export interface Message {
  type: string;
  data: Record<string, unknown>;
  re?: string | number;
  seq?: number;
}

/** What the server answered to a message: why it refused. */
export class RefusedError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

type Handler = (data: never) => void;

const NOT_SIGNED_IN = 4401;
/** This page's player was removed from the list. The page goes on, and is a new player. */
export const REMOVED = 4410;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 10_000;
const ANSWER_MS = 8_000;
/** Without a word from the server for so long, the connection is taken for dead. */
const SILENCE_MS = 30_000;
const PING_MS = 12_000;

export class Socket {
  private socket: WebSocket | undefined;
  private handlers = new Map<string, Set<Handler>>();
  private answers = new Map<string, { resolve: (data: Record<string, unknown>) => void; reject: (error: Error) => void; timer: number }>();
  private since: number | undefined;
  private wait = FIRST_WAIT_MS;
  private retry: number | undefined;
  private heard = 0;
  private watchdog: number | undefined;
  private started = false;

  /** Connect, until `stop`. `signedOut` is called if the sign-in has ended. */
  start(signedOut: () => void) {
    this.started = true;
    const connect = () => {
      const socket = new WebSocket(`${(window.location.origin + base).replace(/^http/, "ws")}/api/v1/events`);
      this.socket = socket;
      socket.onopen = () => {
        this.wait = FIRST_WAIT_MS;
        this.heard = Date.now();
        this.send("hello", this.since === undefined ? {} : { since: this.since });
        this.emit("open", {});
      };
      socket.onmessage = (event: MessageEvent<string>) => {
        this.heard = Date.now();
        this.receive(JSON.parse(event.data) as Message);
      };
      socket.onclose = (event) => {
        if (this.socket !== socket) return;
        this.socket = undefined;
        this.fail(event.code === REMOVED ? "This screen was removed from the list of players. Try again." : "The connection to the server was lost.");
        if (!this.started) return;
        this.emit("closed", { code: event.code });
        if (event.code === NOT_SIGNED_IN) {
          signedOut();
          return;
        }
        if (event.code === REMOVED) {
          connect(); // nothing was lost that would have to come back first
          return;
        }
        this.retry = window.setTimeout(connect, this.wait * (0.75 + Math.random() / 2));
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
      };
    };
    connect();
    this.watchdog = window.setInterval(() => {
      if (this.socket?.readyState !== WebSocket.OPEN) return;
      if (Date.now() - this.heard > SILENCE_MS) this.socket.close();
      else this.send("ping", {});
    }, PING_MS);
  }

  stop() {
    this.started = false;
    window.clearTimeout(this.retry);
    window.clearInterval(this.watchdog);
    this.fail("You signed out.");
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
    this.since = undefined;
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Send a message that needs no answer. Nothing happens without a connection. */
  send(type: string, data: object, id?: string) {
    if (this.isOpen) this.socket?.send(JSON.stringify(id === undefined ? { type, data } : { id, type, data }));
  }

  /** Send a message, and give the data of the answer. Throws RefusedError; an Error without a connection or an answer in time. */
  ask(type: string, data: object): Promise<Record<string, unknown>> {
    const id = randomId();
    return new Promise((resolve, reject) => {
      if (!this.isOpen) {
        reject(new Error("The connection to the server is interrupted. Try again in a moment."));
        return;
      }
      const timer = window.setTimeout(() => {
        this.answers.delete(id);
        reject(new Error("The server did not answer in time."));
      }, ANSWER_MS);
      this.answers.set(id, { resolve, reject, timer });
      this.send(type, data, id);
    });
  }

  /** Call a function with the data of every message of a type ("*": with the message itself), until the returned function is called. */
  on<T>(type: string, handler: (data: T) => void): () => void {
    const known = this.handlers.get(type) ?? new Set();
    this.handlers.set(type, known.add(handler as Handler));
    return () => { known.delete(handler as Handler); };
  }

  /** Tell this page's own handlers something. */
  tell(type: string) {
    this.emit(type, {});
  }

  private receive(message: Message) {
    if (message.seq !== undefined) this.since = Math.max(this.since ?? 0, message.seq);
    if (message.re !== undefined) {
      const answer = this.answers.get(String(message.re));
      this.answers.delete(String(message.re));
      window.clearTimeout(answer?.timer);
      if (message.type === "error") {
        const { detail, status } = message.data as { detail: string; status: number };
        answer?.reject(new RefusedError(detail, status));
      } else answer?.resolve(message.data);
    }
    this.emit(message.type, message.data);
    this.emit("*", message);
  }

  private emit(type: string, data: unknown) {
    for (const handler of [...(this.handlers.get(type) ?? [])]) (handler as (data: unknown) => void)(data);
  }

  private fail(text: string) {
    for (const { reject, timer } of this.answers.values()) {
      window.clearTimeout(timer);
      reject(new Error(text));
    }
    this.answers.clear();
  }
}

/** An id that nobody else makes up. `crypto.randomUUID` is for secure pages only. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

/** The connection of this page. */
export const socket = new Socket();
