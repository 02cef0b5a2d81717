import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { Failure } from "@/components/Failure";
import type { Opened } from "@/lib/api";
import { AudioPoster } from "./AudioPoster";
import { Controls } from "./Controls";
import { useSubtitleStyle } from "./subtitles/style";
import { Subtitles } from "./subtitles/Subtitles";
import { UpNext } from "./UpNext";
import { useEngine } from "./useEngine";
import { useControlsShown, useFullscreen } from "./useFullscreen";
import { useKeyboard, type Commands } from "./useKeyboard";
import { createElement } from "./mediaElement";
import { prefetchedElement, usePrefetchNext } from "./prefetch";
import { SkipChapter } from "./SkipChapter";
import { useProgress } from "./useProgress";
import { useStream, type Reopen, type PlaybackTarget } from "./useStream";
import { useVideoState } from "./useVideoState";

/** Plays a movie, an episode, or an extra. */
export function PlayerPage() {
  const itemId = Number(useParams({ from: "/users/play/$id" }).id);
  const { file, start } = useSearch({ from: "/users/play/$id" });
  return <Player key={`${String(itemId)} ${String(file)} ${String(start)}`} itemId={itemId} fileId={file} start={start} />;
}

function Player({ itemId, fileId, start }: PlaybackTarget) {
  const { opened, error, reopen } = useStream({ itemId, fileId, start });
  const leave = useLeave(opened);
  return (
    <main className="fixed inset-0 bg-black">
      {error ? (
        <div className="text-white">
          <Failure error={error} retry={() => { reopen(start ?? 0); }} />
          <p className="text-center">
            <Button onClick={leave}>Back</Button>
          </p>
        </div>
      ) : (
        <PlayerScreen itemId={itemId} start={start} opened={opened} reopen={reopen} leave={leave} isExtra={fileId !== undefined && opened?.following === undefined} />
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
function VideoHost({ video, ...handlers }: { video: HTMLVideoElement; onClick: () => void; onDoubleClick: () => void }) {
  const put = useCallback((host: HTMLElement | null) => { host?.append(video); }, [video]);
  return <div ref={put} className="size-full" {...handlers} />;
}

interface Props {
  itemId: number;
  start: number | undefined;
  opened: Opened | undefined;
  reopen: Reopen;
  leave: () => void;
  isExtra: boolean;
}

function PlayerScreen({ itemId, start, opened, reopen, leave, isExtra }: Props) {
  const [video] = useState(() => prefetchedElement({ id: itemId, start }) ?? createElement());
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const [subtitle, setSubtitle] = useState<number>();
  const [audio, setAudio] = useState<number>();
  const [stay, setStay] = useState(false);
  const [style, changeStyle] = useSubtitleStyle();
  const navigate = useNavigate();
  const state = useVideoState(video);
  const engine = useEngine(video, opened, reopen);
  const late = useDeferredValue(opened, undefined); // the video starts to load before the controls are drawn
  const { failure, chooseAudio } = engine;
  const [fullscreen, toggleFullscreen] = useFullscreen(container);
  const [shown, awake] = useControlsShown(state.paused);
  useProgress(video, opened, itemId, !isExtra, engine);
  usePrefetchNext(video, opened);
  useEffect(() => {
    if (opened) document.title = `${opened.title} – Dim`;
    return () => {
      document.title = "Dim";
    };
  }, [opened]);

  const following = opened?.following;
  const playNext = useCallback(() => {
    if (following) void navigate({ to: "/play/$id", params: { id: String(following.id) }, replace: true });
  }, [navigate, following]);
  const firstSubtitle = opened?.subtitle_tracks[0]?.id;
  const commands = useMemo<Commands>(
    () => ({
      toggle: () => {
        if (video.paused) void video.play().catch(() => undefined);
        else video.pause();
      },
      seekBy: (seconds) => {
        video.currentTime = Math.max(0, Math.min(video.currentTime + seconds, video.duration || Infinity));
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
      toggleSubtitles: () => {
        setSubtitle((current) => (current === undefined ? firstSubtitle : undefined));
      },
      leave,
    }),
    [video, awake, toggleFullscreen, firstSubtitle, leave],
  );
  useKeyboard(commands);
  const track = opened?.subtitle_tracks.find((other) => other.id === subtitle);
  return (
    <div ref={setContainer} data-rendition={engine.shown} className={`absolute inset-0 overflow-hidden bg-black ${shown ? "" : "cursor-none"}`} onPointerMove={awake} onFocus={awake}>
      <VideoHost video={video} onClick={commands.toggle} onDoubleClick={toggleFullscreen} />
      {late?.video === "none" && <AudioPoster opened={late} />}
      {state.waiting && !failure && (
        <div role="status" className="pointer-events-none absolute inset-0 grid place-items-center">
          <LoaderCircle className="size-14 animate-spin text-white/90" aria-label="Loading" />
          {engine.waiting && <p className="absolute top-1/2 mx-6 mt-14 text-center text-balance text-white/90">{engine.waiting}</p>}
        </div>
      )}
      {failure && (
        <div className="absolute inset-0 grid place-items-center bg-black/80 text-white">
          <Failure error={new Error(failure)} retry={() => { reopen(state.time); }} />
        </div>
      )}
      <Subtitles video={video} track={track} window={opened?.subtitle_window ?? 20} style={style} raised={shown} />
      {late && !failure && (
        <SkipChapter
          parts={late.parts}
          time={state.time}
          duration={state.duration || late.duration}
          raised={shown}
          onSkip={(time) => {
            video.currentTime = time;
          }}
          onNext={following ? playNext : undefined}
        />
      )}
      {late ? (
        <Controls
          opened={late}
          state={state}
          commands={commands}
          shown={shown}
          fullscreen={fullscreen}
          container={container}
          subtitle={subtitle}
          audio={audio ?? late.audio_tracks.find((other) => other.selected)?.id}
          engine={engine}
          video={video}
          style={style}
          onStyle={changeStyle}
          onSeek={(time) => {
            video.currentTime = time;
          }}
          onVolume={(volume) => {
            video.muted = false;
            video.volume = volume;
          }}
          onSubtitle={setSubtitle}
          onAudio={(id) => {
            setAudio(id);
            chooseAudio(id);
          }}
          onNext={following ? playNext : undefined}
        />
      ) : (
        <h1 className="sr-only">Loading</h1>
      )}
      {state.ended && following && !stay && <UpNext card={following} onPlay={playNext} onStay={() => { setStay(true); }} />}
    </div>
  );
}
