import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { socket as connection } from "@/lib/remote/socket";
import { bePlayer, setController, takeChosen, type Told } from "@/lib/remote/thisPlayer";
import { FakeSocket } from "./fakeSocket";

const page = { play: vi.fn(), leave: vi.fn(), open: vi.fn() };
let stop: () => void = () => undefined;
let obeyed: Told[] = [];
let refusal: string | undefined;

/** A video that plays, and writes down what it is told. */
function playing(item_id: number, version = 1) {
  setController({
    obey: (told) => {
      if (refusal) throw new Error(refusal);
      obeyed.push(told);
    },
    state: () => ({ state: "playing", item_id, version }),
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
