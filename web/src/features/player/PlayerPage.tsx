import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { Failure } from "@/components/Failure";
import type { Opened } from "@/lib/api";
import { steerGroup } from "@/lib/remote/group";
import { playQueued, queuedNext } from "@/lib/remote/thisPlayer";
import { usePageTitle } from "@/lib/title";
import { AudioPoster } from "./AudioPoster";
import { Controls } from "./Controls";
import { EndScreen } from "./EndScreen";
import { RATES } from "./menus";
import { useGestures, type Gestures } from "./useGestures";
import { useRemembered, type Remembered } from "./useRemembered";
import { useSubtitleStyle } from "./subtitles/style";
import { Subtitles } from "./subtitles/Subtitles";
import { UpNext } from "./UpNext";
import { useEngine } from "./useEngine";
import { useControlsShown, useFullscreen } from "./useFullscreen";
import { useKeyboard, type Commands } from "./useKeyboard";
import { useMediaSession } from "./useMediaSession";
import { createElement } from "./mediaElement";
import { prefetchedElement, usePrefetchNext } from "./prefetch";
import { SkipChapter } from "./SkipChapter";
import { useProgress } from "./useProgress";
import { useRemoteControl } from "./useRemoteControl";
import { useStream, type Reopen, type PlaybackTarget } from "./useStream";
import { useTogether, type Transport } from "./useTogether";
import { useVideoState } from "./useVideoState";
import { useWakeLock } from "./useWakeLock";

/** Plays a movie, an episode, or an extra. */
export function PlayerPage() {
  const itemId = Number(useParams({ from: "/users/play/$id" }).id);
  const { file, start, paused, group } = useSearch({ from: "/users/play/$id" });
  return <Player key={`${String(itemId)} ${String(file)} ${String(start)}`} itemId={itemId} fileId={file} start={start} paused={paused} invited={group} />;
}

function Player({ itemId, fileId, start, paused, invited }: PlaybackTarget & { paused: boolean | undefined; invited: number | undefined }) {
  const { opened, error, reopen } = useStream({ itemId, fileId, start });
  const leave = useLeave(opened);
  usePageTitle(opened?.title, error);
  return (
    <main data-player className="fixed inset-0 bg-black">
      {error ? (
        <div className="text-white">
          <Failure error={error} retry={() => { reopen(start ?? 0); }} />
          <p className="text-center">
            <Button onClick={leave}>Back</Button>
          </p>
        </div>
      ) : (
        <PlayerScreen itemId={itemId} fileId={fileId} start={start} paused={paused === true || invited !== undefined} invited={invited} opened={opened} reopen={reopen} leave={leave} isExtra={fileId !== undefined && opened?.following === undefined} />
      )}
    </main>
  );
}

/** Goes back to the previous page, or to the title's page if there is none. */
function useLeave(opened: Opened | undefined) {
  const router = useRouter();
  const navigate = useNavigate();
  return useCallback(() => {
    if (router.history.canGoBack()) router.history.back();
    else if (opened) void navigate({ to: "/media/$id", params: { id: String(opened.item.media_id) } });
    else void navigate({ to: "/" });
  }, [router, navigate, opened]);
}

/** Puts the video element on the page. The element may be older than the page: a prefetched one has already loaded its beginning. */
function VideoHost({ video, ...handlers }: { video: HTMLVideoElement } & Gestures["handlers"]) {
  const put = useCallback((host: HTMLElement | null) => { host?.append(video); }, [video]);
  return <div ref={put} className="size-full touch-manipulation" {...handlers} />;
}

interface Props {
  itemId: number;
  fileId: number | undefined;
  start: number | undefined;
  /** Whether it waits at its first frame. */
  paused: boolean;
  /** The group to join. */
  invited: number | undefined;
  opened: Opened | undefined;
  reopen: Reopen;
  leave: () => void;
  isExtra: boolean;
}

function PlayerScreen({ itemId, fileId, start, paused, invited, opened, reopen, leave, isExtra }: Props) {
  const [video] = useState(() => prefetchedElement({ id: itemId, start }) ?? createElement());
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const [audio, setAudio] = useState<number>();
  const [stay, setStay] = useState(false);
  const [style, changeStyle] = useSubtitleStyle();
  const navigate = useNavigate();
  const state = useVideoState(video);
  const engine = useEngine(video, opened, reopen, paused);
  const late = useDeferredValue(opened, undefined); // the video starts to load before the controls are drawn
  const { failure, chooseAudio } = engine;
  const [fullscreen, toggleFullscreen] = useFullscreen(container, video);
  const [shown, awake] = useControlsShown(state.paused);
  const own = useRemembered(video, opened);
  const { keepAudio } = own;
  useProgress(video, opened, itemId, !isExtra, engine);
  usePrefetchNext(video, opened);

  const following = opened?.following;
  const { group, transport } = useTogether({ video, itemId, invited, isOpen: opened !== undefined });
  const isMember = group !== undefined;
  const groupRate = group?.rate;
  const remembered = useMemo(
    () => (groupRate === undefined ? own : { ...own, rate: groupRate, chooseRate: (rate: number) => { steerGroup("rate", { rate }); } }),
    [own, groupRate],
  );
  const playNext = useCallback(() => {
    if (isMember && following) {
      steerGroup("item", { item_id: following.id });
      return;
    }
    if (queuedNext(itemId) !== undefined && playQueued(itemId)) return;
    if (following) void navigate({ to: "/play/$id", params: { id: String(following.id) }, replace: true });
  }, [navigate, following, itemId, isMember]);
  const seek = useCallback((time: number) => { void transport.seek(time).catch(() => undefined); }, [transport]);
  const again = () => {
    setStay(false);
    seek(0);
    void transport.play().catch(() => undefined);
  };
  const commands = useCommands({ video, transport, awake, toggleFullscreen, remembered, leave });
  useKeyboard(commands);
  useMediaSession({ video, transport, opened, commands, onNext: following ? playNext : undefined });
  useWakeLock(!state.paused && !state.ended);
  const { handlers, sought } = useGestures(commands);
  const selectAudio = useCallback(
    (id: number) => {
      setAudio(id);
      chooseAudio(id);
      keepAudio(id);
    },
    [chooseAudio, keepAudio],
  );
  const playing = audio ?? opened?.audio_tracks.find((other) => other.selected)?.id;
  const isOver = state.ended && !failure;
  const isAtEndScreen = isOver && (!following || stay);
  useRemoteControl({ video, transport, itemId, fileId, opened, engine, remembered, audio: playing, chooseAudio: selectAudio, style, changeStyle, fullscreen, toggleFullscreen, wake: awake, isOver: isAtEndScreen });
  const track = opened?.subtitle_tracks.find((other) => other.id === remembered.subtitle);
  return (
    <div ref={setContainer} data-rendition={engine.shown} className={`absolute inset-0 overflow-hidden bg-black ${shown ? "" : "cursor-none"}`} onPointerMove={awake} onPointerDown={awake} onFocus={awake}>
      <VideoHost video={video} {...handlers} />
      {late?.video === "none" && <AudioPoster opened={late} />}
      {state.waiting && !failure && (
        <div role="status" className="pointer-events-none absolute inset-0 grid place-items-center">
          <LoaderCircle className="size-14 animate-spin text-white/90" aria-label="Loading" />
          {engine.waiting && <p className="absolute top-1/2 mx-6 mt-14 text-center text-balance text-white/90">{engine.waiting}</p>}
        </div>
      )}
      {group?.phase === "waiting" && (
        <p role="status" className="pointer-events-none absolute top-20 left-1/2 -translate-x-1/2 rounded-full bg-black/70 max-sm:top-36 px-4 py-2 text-sm text-white">
          Waiting for {group.members.filter((member) => group.waiting_for.includes(member.player)).map((member) => member.user).join(", ") || "all"}
        </p>
      )}
      {sought !== 0 && (
        <p role="status" className={`pointer-events-none absolute top-1/2 -translate-y-1/2 rounded-full bg-black/60 px-4 py-2 text-white tabular-nums ${sought < 0 ? "left-[12%]" : "right-[12%]"}`}>
          {sought < 0 ? "−" : "+"}
          {Math.abs(sought)} s
        </p>
      )}
      {failure && (
        <div className="absolute inset-0 grid place-items-center bg-black/80 text-white">
          <Failure error={new Error(failure)} retry={() => { reopen(state.time); }} />
        </div>
      )}
      <Subtitles video={video} track={track} window={opened?.subtitle_window ?? 20} duration={opened?.duration ?? 0} style={style} raised={shown} />
      {late && !failure && (
        <SkipChapter
          parts={late.parts}
          time={state.time}
          duration={state.duration || late.duration}
          raised={shown}
          onSkip={seek}
          onNext={following ? playNext : undefined}
        />
      )}
      {late && isAtEndScreen && <EndScreen opened={late} onAgain={again} onLeave={leave} onNext={following ? playNext : undefined} />}
      {late ? (
        <Controls
          opened={late}
          state={group ? { ...state, paused: group.phase === "paused" } : state}
          commands={commands}
          shown={shown}
          fullscreen={fullscreen}
          container={container}
          remembered={remembered}
          audio={playing}
          engine={engine}
          video={video}
          itemId={itemId}
          group={group}
          style={style}
          onStyle={changeStyle}
          onSeek={seek}
          onVolume={(volume) => {
            video.muted = false;
            video.volume = volume;
          }}
          onAudio={selectAudio}
          onNext={following ? playNext : undefined}
        />
      ) : (
        <h1 className="sr-only">Loading</h1>
      )}
      {isOver && following && !stay && <UpNext card={following} onPlay={playNext} onStay={() => { setStay(true); }} />}
    </div>
  );
}

interface CommandParts {
  video: HTMLVideoElement;
  transport: Transport;
  awake: () => void;
  toggleFullscreen: () => void;
  remembered: Remembered;
  leave: () => void;
}

/** What keys and pointers do. */
function useCommands({ video, transport, awake, toggleFullscreen, remembered, leave }: CommandParts): Commands {
  const { toggleSubtitles, rate, chooseRate } = remembered;
  return useMemo<Commands>(
    () => ({
      toggle: () => { void transport.toggle().catch(() => undefined); },
      seekBy: (seconds) => {
        void transport.seek(Math.max(0, Math.min(video.currentTime + seconds, video.duration || Infinity))).catch(() => undefined);
        awake();
      },
      changeVolume: (by) => {
        video.volume = Math.max(0, Math.min(1, video.volume + by));
        awake();
      },
      toggleMute: () => {
        video.muted = !video.muted;
        awake();
      },
      toggleFullscreen,
      toggleSubtitles,
      changeRate: (steps) => {
        const place = RATES.indexOf(rate);
        chooseRate(RATES[Math.max(0, Math.min((place < 0 ? RATES.indexOf(1) : place) + steps, RATES.length - 1))] ?? 1);
        awake();
      },
      leave,
    }),
    [video, transport, awake, toggleFullscreen, toggleSubtitles, rate, chooseRate, leave],
  );
}
