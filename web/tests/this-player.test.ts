import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { open } from "@/lib/remote/launch";
import { socket as connection } from "@/lib/remote/socket";
import { bePlayer, playQueued, playRequested, queuedNext, setController, takeChosen, type Told } from "@/lib/remote/thisPlayer";
import { FakeSocket } from "./fakeSocket";

const browser = vi.hoisted(() => ({ letsPlay: true }));
vi.mock("@/lib/remote/autoplay", () => ({ mayPlay: () => Promise.resolve(browser.letsPlay), WANTS_TOUCH: "It wants a touch." }));

const page = { play: vi.fn(), leave: vi.fn(), open: vi.fn() };
let stop: () => void = () => undefined;
let obeyed: Told[] = [];
let refusal: string | undefined;

/** A video that plays, and writes down what it is told. */
function playing(item_id: number, version = 1, isOver = false) {
  setController({
    obey: (told) => {
      if (refusal) throw new Error(refusal);
      obeyed.push(told);
    },
    state: () => ({ state: "playing", item_id, version }),
    isOver: () => isOver,
  });
}

const socket = () => FakeSocket.last as FakeSocket;

/** Tell the player something; what it acknowledged. */
async function tell(command: string, parameters: object) {
  socket().say("command", { id: "c1", command, ...parameters });
  await vi.waitFor(() => { expect(socket().sent.some(({ type }) => type === "ack")).toBe(true); });
  return socket().sent.find(({ type }) => type === "ack")?.data;
}

beforeEach(() => {
  obeyed = [];
  refusal = undefined;
  browser.letsPlay = true;
  page.play.mockReset();
  vi.stubGlobal("WebSocket", FakeSocket);
  connection.start(vi.fn());
  const leave = bePlayer(page);
  socket().onopen();
  stop = () => {
    setController(undefined);
    leave();
    connection.stop();
  };
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what is open already is not loaded again: it goes on as it is said", async () => {
  playing(7);
  const said = await tell("play_item", { item_id: 7, version: 1, position: 42, rate: 1.5, audio: 2, subtitle: null, subtitle_offset: 0.5, paused: true });
  expect(obeyed).toEqual([
    { id: "c1", command: "seek", position: 42 },
    { id: "c1", command: "rate", rate: 1.5 },
    { id: "c1", command: "audio", track: 2 },
    { id: "c1", command: "subtitle", track: null },
    { id: "c1", command: "subtitle", offset: 0.5 },
    { id: "c1", command: "pause" },
  ]);
  expect(page.play).not.toHaveBeenCalled();
  expect(takeChosen(7)).toBeUndefined(); // nothing is left over for the next time that it is opened
  expect(said).toMatchObject({ id: "c1", state: { item_id: 7 } });
});

test("where nothing more is said, it plays on from where it is", async () => {
  playing(7);
  await tell("play_item", { item_id: 7 });
  expect(obeyed).toEqual([{ id: "c1", command: "play" }]);
  expect(page.play).not.toHaveBeenCalled();
});

test("a refusal of what is open already is told", async () => {
  playing(7);
  refusal = "The browser wants a touch.";
  expect(await tell("play_item", { item_id: 7 })).toMatchObject({ reason: "The browser wants a touch." });
});

test.each([
  ["another movie", { item_id: 8 }],
  ["another version", { item_id: 7, version: 2 }],
])("%s is opened", async (_what, told) => {
  playing(7);
  page.play.mockImplementation(({ item_id, version }: { item_id: number; version?: number }) => { playing(item_id, version); });
  await tell("play_item", { ...told, position: 3 });
  expect(page.play).toHaveBeenCalledWith({ ...told, position: 3, paused: false });
  expect(obeyed).toEqual([]);
  expect(takeChosen(told.item_id)).toMatchObject(told);
});

test("a browser that wants a touch opens nothing, and says so; after the touch it plays what was asked for", async () => {
  browser.letsPlay = false;
  expect(await tell("play_item", { item_id: 8, position: 3 })).toMatchObject({ reason: "It wants a touch.", state: { state: "idle" } });
  expect(page.play).not.toHaveBeenCalled();
  playRequested();
  expect(page.play).toHaveBeenCalledWith({ item_id: 8, position: 3, paused: false });
  playRequested(); // once
  expect(page.play).toHaveBeenCalledOnce();
});

test("what waits at its first picture needs no touch", async () => {
  browser.letsPlay = false;
  page.play.mockImplementation(({ item_id }: { item_id: number }) => { playing(item_id); });
  expect(await tell("play_item", { item_id: 8, paused: true })).not.toHaveProperty("reason", expect.anything());
  expect(page.play).toHaveBeenCalledOnce();
});

test("what is over is idle for others, and begins again when it is chosen again", async () => {
  playing(7, 1, true);
  expect(await tell("play_item", { item_id: 7 })).toMatchObject({ state: { state: "idle" } });
  expect(obeyed).toEqual([
    { id: "c1", command: "seek", position: 0 },
    { id: "c1", command: "play" },
  ]);
});

/** Answer the announcement: this page is a player, with a queue. */
async function announced(queue: object) {
  const said = socket().sent.find(({ type }) => type === "announce");
  socket().say("announced", { player: 3, name: "TV", queue }, { re: said?.id });
  await Promise.resolve();
  await Promise.resolve();
}

test("the queue goes on after what plays, wherever it stands", async () => {
  await announced({ items: [7, 8, 9], place: 1, version: 2 }); // a step to 8 that this page did not make in time
  expect([queuedNext(7), queuedNext(8), queuedNext(9), queuedNext(1)]).toEqual([8, 9, undefined, undefined]);
  expect([playQueued(7), playQueued(8)]).toEqual([true, true]);
  expect(socket().sent.filter(({ type }) => type === "command").map(({ data }) => data)).toEqual([
    { player: 3, command: "play_item", item_id: 8 },
    { player: 3, command: "next" },
  ]);
});

test("a page whose player was removed is a new one at once", () => {
  const before = socket();
  before.onclose({ code: 4410 });
  expect(socket()).not.toBe(before);
  socket().onopen();
  expect(socket().sent.map(({ type }) => type)).toContain("announce");
});

const started = { command: "launch", item_id: 5, title: "Portal 2", source: "steam", from: "Ada" };

/** The links that are opened, on a page that was touched before or not. */
function linksOpened(touched: boolean) {
  const links: string[] = [];
  vi.stubGlobal("navigator", Object.create(navigator, { userActivation: { value: { hasBeenActive: touched } } }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) { links.push(this.href); });
  return links;
}

test("a game is started by the link of its launcher", async () => {
  const links = linksOpened(true);
  expect(await tell("launch", { ...started, link: "steam://rungameid/620" })).not.toHaveProperty("reason", expect.anything());
  await vi.waitFor(() => { expect(links).toEqual(["steam://rungameid/620"]); });
});

test.each(["javascript:alert(1)", "https://example.org", "steam:a b", 7, undefined])("no other link is opened: %s", async (link) => {
  const links = linksOpened(true);
  expect(await tell("launch", { ...started, link })).toHaveProperty("reason", "That is no link of a launcher.");
  expect(links).toEqual([]);
});

test("a page that nobody touched asks for a touch before it starts a game", async () => {
  const links = linksOpened(false);
  expect(await tell("launch", { ...started, link: "steam://rungameid/620" })).toHaveProperty("reason", expect.stringMatching(/wants a touch or a key/));
  expect(links).toEqual([]);
  open({ id: "c1", ...started, link: "steam://rungameid/620" });
  expect(links).toEqual(["steam://rungameid/620"]);
});
