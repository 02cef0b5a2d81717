import { deviceSettings, keepOnDevice } from "../device";
import { deviceName } from "../format";
import { toast } from "../toast";
import { setOwnPlayer } from "./players";
import { setRequest } from "./request";
import { randomId, socket } from "./socket";

/** This page as a player: what it can, what it does when it is told, what it says of itself (docs/remote.md). */

export interface Queue {
  items: number[];
  place: number;
  version: number;
}

/** What is told to a player; parameters as in docs/remote.md. */
export interface Told {
  id: string;
  command: string;
  [parameter: string]: unknown;
}

/** What the video that plays can be told, and how it is. Refusals are errors with a text for people. */
export interface Controller {
  obey: (told: Told) => void | Promise<void>;
  state: () => Record<string, unknown>;
  /** Whether what played is over, and nothing follows by itself. */
  isOver?: () => boolean;
}

export interface Page {
  /** Open the player page with a movie or an episode. */
  play: (told: { item_id: number; version?: number; position?: number; paused?: boolean }) => void;
  /** Leave the player page. */
  leave: () => void;
  open: (path: string) => void;
}

const COMMANDS = ["play", "pause", "stop", "seek", "volume", "mute", "audio", "subtitle", "quality", "rate", "fullscreen", "play_item", "launch", "message", "navigate"];
const LOAD_MS = 1_500;

let controller: Controller | undefined;
let page: Page | undefined;
let player: number | undefined;
let queue: Queue = { items: [], place: 0, version: 0 };
let loading: { item_id: number } | undefined;
let chosen: Told | undefined;
/** What was refused, because the browser wants a touch first. */
let requested: Told | undefined;
const waiting = new Set<() => void>();

/** Be a player, until the returned function is called. */
export function bePlayer(here: Page): () => void {
  page = here;
  const announce = () => {
    void socket
      .ask("announce", { device: deviceId(), tab: tabId(), name: deviceName(navigator.userAgent), kind: deviceKind(), commands: COMMANDS, state: state() })
      .then((answer) => {
        player = answer.player as number;
        queue = answer.queue as Queue;
        setOwnPlayer(player);
        socket.tell("player ready");
      })
      .catch(() => undefined); // not allowed to play: no player
  };
  const stops = [
    socket.on("open", announce),
    socket.on<{ code: number }>("closed", ({ code }) => {
      if (code === REPLACED) newTab();
    }),
    socket.on<Told>("command", (told) => {
      order = order.then(() => obey(told)).catch(() => undefined);
    }),
    socket.on<Queue>("queue", (next) => { queue = next; }),
  ];
  if (socket.isOpen) announce();
  return () => {
    for (const stop of stops) stop();
    page = undefined;
    player = undefined;
    setOwnPlayer(undefined);
  };
}

const REPLACED = 4409;
let order: Promise<unknown> = Promise.resolve();

async function obey(told: Told) {
  let reason: string | undefined;
  try {
    await act(told);
  } catch (error) {
    reason = (error as Error).message || "It failed.";
  }
  socket.send("ack", { id: told.id, reason, state: state() });
}

async function act(told: Told) {
  if (told.command === "play_item") await playItem(told);
  else if (told.command === "launch") (await import("./launch")).launch(told);
  else if (told.command === "message") toast(`${told.from as string}: ${told.text as string}`, { duration: 8_000 });
  else if (told.command === "navigate") page?.open(told.to as string);
  else if (controller) await controller.obey(told);
  else if (told.command === "volume") keepOnDevice({ volume: (told.level as number) / 100 });
  else if (told.command === "mute") keepOnDevice({ muted: told.on === true });
  else if (told.command !== "stop") throw new Error("Nothing plays here now.");
  if (told.command === "stop") {
    page?.leave();
    await until(() => controller === undefined);
  }
}

async function playItem(told: Told) {
  const item = told.item_id as number;
  const before = controller?.state();
  const { mayPlay, WANTS_TOUCH } = await import("./autoplay");
  if (told.paused !== true && !(await mayPlay())) {
    requested = told;
    setRequest(told);
    throw new Error(WANTS_TOUCH);
  }
  await begin(told, item, before);
}

/** The touch that the browser wanted was given: play what was asked for. */
export function playRequested() {
  const told = requested;
  setRequest(undefined);
  if (told) void begin(told, told.item_id as number, controller?.state());
}

async function begin(told: Told, item: number, before: Record<string, unknown> | undefined) {
  setRequest(undefined);
  requested = undefined;
  chosen = told;
  if (before?.item_id === item && controller && (told.version === undefined || told.version === before.version)) {
    chosen = undefined;
    await adopt(controller, told);
    return;
  }
  loading = { item_id: item };
  const old = controller;
  page?.play({ item_id: item, ...(typeof told.version === "number" && { version: told.version }), ...(typeof told.position === "number" && { position: told.position }), paused: told.paused === true });
  await until(() => controller !== undefined && controller !== old && controller.state().item_id === item);
}

/** What plays already is to play on, as it is said: from another position, with other tracks. */
async function adopt(playing: Controller, told: Told) {
  const tell = (command: string, parameters: object) => playing.obey({ id: told.id, command, ...parameters });
  const position = told.position ?? (playing.isOver?.() ? 0 : undefined);
  if (typeof position === "number") await tell("seek", { position });
  if (typeof told.rate === "number") await tell("rate", { rate: told.rate });
  if (typeof told.audio === "number") await tell("audio", { track: told.audio });
  if ("subtitle" in told) await tell("subtitle", { track: told.subtitle });
  if (typeof told.subtitle_offset === "number") await tell("subtitle", { offset: told.subtitle_offset });
  await tell(told.paused === true ? "pause" : "play", {});
}

/** Wait until something is true of the controller, but not long: loading goes on after the acknowledgement. */
function until(check: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      window.clearTimeout(timer);
      waiting.delete(look);
      resolve();
    };
    const look = () => { if (check()) done(); };
    const timer = window.setTimeout(done, LOAD_MS);
    waiting.add(look);
    look();
  });
}

/** A video is there that can be steered; undefined: it was left. */
export function setController(next: Controller | undefined) {
  controller = next;
  if (next) {
    loading = undefined;
    setRequest(undefined);
  }
  for (const look of [...waiting]) look();
  report();
}

/** The tracks, speed and whether to wait that were chosen with what is to play: for the player page, once. */
export function takeChosen(itemId: number): Told | undefined {
  const found = chosen?.item_id === itemId ? chosen : undefined;
  if (found) chosen = undefined;
  return found;
}

function state(): Record<string, unknown> {
  const { volume, muted } = deviceSettings();
  const quiet = { volume: Math.round(volume * 100), muted };
  if (controller?.isOver?.()) return { state: "idle", ...quiet };
  return controller?.state() ?? (loading ? { state: "loading", ...loading, ...quiet } : { state: "idle", ...quiet });
}

/** Tell what plays here. */
export function report() {
  if (player !== undefined) socket.send("state", state());
}

/** Where an item is in the queue. The queue may stand elsewhere: a step that this page did not make in time counts. */
function placeOf(itemId: number): number {
  return queue.items[queue.place] === itemId ? queue.place : queue.items.indexOf(itemId);
}

/** What plays after this, if something is queued. */
export function queuedNext(itemId: number): number | undefined {
  const place = placeOf(itemId);
  return place < 0 ? undefined : queue.items[place + 1];
}

/** Go on with the queue after an item. False: there is no connection. */
export function playQueued(itemId: number): boolean {
  if (player === undefined || !socket.isOpen) return false;
  const step = placeOf(itemId) === queue.place ? { command: "next" } : { command: "play_item", item_id: queuedNext(itemId) };
  void socket.ask("command", { player, ...step }).catch((error: unknown) => { toast.error((error as Error).message); });
  return true;
}

function keep(storage: Storage, key: string): string {
  try {
    const kept = storage.getItem(key);
    if (kept) return kept;
    const made = randomId();
    storage.setItem(key, made);
    return made;
  } catch {
    fallback[key] ??= randomId(); // no storage: it lasts as long as the page
    return fallback[key];
  }
}

const fallback: Record<string, string> = {};

function deviceId(): string {
  return keep(localStorage, "dim.device");
}

function tabId(): string {
  return keep(sessionStorage, "dim.tab");
}

/** This page is a copy of another one that goes on. */
function newTab() {
  try {
    sessionStorage.setItem("dim.tab", randomId());
  } catch {
    fallback["dim.tab"] = randomId();
  }
}

/** What kind of device this is, as far as a browser tells. */
export function deviceKind(agent = navigator.userAgent, touch = navigator.maxTouchPoints > 1): string {
  if (/\b(TV|SmartTV|SMART-TV|Tizen|Web0S|WebOS|BRAVIA|AFT[A-Z]|CrKey|Roku|HbbTV)\b/i.test(agent)) return "tv";
  if (/iPad|Android(?!.*Mobile)|Tablet/.test(agent)) return "tablet";
  if (/Mobi|iPhone|Android/.test(agent)) return "phone";
  return /Macintosh/.test(agent) && touch ? "tablet" : "desktop";
}
