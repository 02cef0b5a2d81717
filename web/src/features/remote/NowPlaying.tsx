import { Slider } from "@base-ui/react/slider";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight, LoaderCircle, Maximize, Minimize, Pause, Play, RotateCcw, RotateCw, SkipBack, SkipForward, Square, Volume2, VolumeX, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { ItemArtwork } from "@/components/remote/ItemArtwork";
import { MoveMenu } from "@/components/remote/MoveMenu";
import { useCommand, type Steer } from "@/components/remote/useCommand";
import { usePosition } from "@/components/remote/usePosition";
import { SeekBar } from "@/components/seek/SeekBar";
import { episodeNumber } from "@/lib/format";
import { deviceOf, ownPlayer, type Player, type PlayerState } from "@/lib/remote/players";
import { AudioChoice, QualityChoice, SpeedChoice, SubtitleChoice } from "./choices";
import { ChooseItem } from "./ChooseItem";
import { LabelledButton } from "./LabelledButton";
import { NextEpisodes } from "./NextEpisodes";
import { QueueList } from "./QueueList";
import { useQueue } from "./useQueue";

interface Props {
  player: Player;
  state: PlayerState;
  /** It goes on on another screen now. */
  onMoved: (player: number) => void;
}

/** What plays on a screen, with large controls. */
export function NowPlaying({ player, state, onMoved }: Props) {
  const steer = useCommand(player.id);
  const queue = useQueue(player, state);
  const position = usePosition(state);
  const waits = state.state === "loading" || state.state === "buffering";
  const plays = state.state !== "paused";
  const hidden = state.item_id === null;
  const can = (name: string) => player.capabilities.includes(name);
  const device = deviceOf(player);
  const card = state.item_id === null ? undefined : queue.card(state.item_id);
  const episode = card?.kind === "episode" ? card : undefined;
  return (
    <>
      <section aria-label="Now playing" className="relative isolate mx-auto max-w-3xl overflow-hidden lg:max-w-6xl rounded-3xl bg-[#0c0d10] text-white shadow-2xl ring-1 ring-line">
        <ItemArtwork id={state.item_id} width={640} className="absolute inset-0 -z-10 scale-110 bg-transparent! opacity-40 blur-2xl" />
        <div className="grid items-center gap-5 p-5 sm:p-8 lg:grid-cols-2 lg:gap-10">
          <ItemArtwork id={state.item_id} width={960} className="mx-auto aspect-video w-full rounded-2xl bg-white/5! shadow-2xl max-sm:max-w-80" />
          <div className="flex min-w-0 flex-col gap-5">
          <div className="text-center">
            <h2 className="line-clamp-3 text-lg font-bold wrap-anywhere sm:text-xl">
              {hidden ? "Something that is not shared with you" : <Link to="/media/$id" params={{ id: String(state.item_id) }} className="rounded hover:underline">{episode?.title ?? state.title ?? card?.title ?? "Loading"}</Link>}
            </h2>
            {episode && <p className="mt-1 wrap-anywhere text-white/90">{episodeNumber(episode.season, episode.episode)} {episode.episode_title}</p>}
            <p role="status" className="mt-1 flex items-center justify-center gap-2 text-sm text-white/75">
              {waits && <LoaderCircle className="size-4 shrink-0 animate-spin" aria-hidden />}
              <span className="line-clamp-2 min-w-0 wrap-anywhere">
                {waits ? (state.state === "loading" ? "Loading" : "Buffering") : plays ? "Playing" : "Paused"} on {player.name}
                {device && ` (${device})`}
              </span>
            </p>
          </div>
          <SeekBar
            time={position}
            duration={state.duration}
            buffered={position}
            chapters={[]}
            thumbnails={hidden ? undefined : { player: player.id, item: state.item_id }}
            onSeek={(time) => { void steer("seek", { position: time }); }}
            onSeekBy={(seconds) => { void steer("skip", { seconds }); }}
          />
          <div className="flex items-center justify-center gap-1 sm:gap-4">
            <Round icon={SkipBack} label="Previous" disabled={!queue.hasPrevious} onClick={() => { void steer("previous"); }} />
            <Round icon={RotateCcw} label="Back 10 seconds" onClick={() => { void steer("skip", { seconds: -10 }); }} />
            {(can("pause") || !plays) && (
              <button
                type="button"
                aria-label={plays ? "Pause" : "Play"}
                onClick={() => { void steer(plays ? "pause" : "play"); }}
                className="grid size-18 shrink-0 place-items-center rounded-full bg-white text-black shadow-lg transition hover:scale-105 active:scale-95"
              >
                {plays ? <Pause className="size-9 fill-current" /> : <Play className="ml-1 size-9 fill-current" />}
              </button>
            )}
            <Round icon={RotateCw} label="Forward 30 seconds" onClick={() => { void steer("skip", { seconds: 30 }); }} />
            <Round icon={SkipForward} label="Next" disabled={!queue.hasNext} onClick={() => { void steer("next"); }} />
          </div>
          {can("volume") && <Volume state={state} steer={steer} />}
          <div className="-mx-2 flex flex-wrap justify-center gap-0.5">
            <AudioChoice state={state} steer={steer} />
            <SubtitleChoice state={state} steer={steer} isDevice={player.via !== "dim"} />
            <QualityChoice state={state} steer={steer} />
            {can("rate") && <SpeedChoice state={state} steer={steer} />}
            {can("fullscreen") && <LabelledButton icon={state.fullscreen ? Minimize : Maximize} label={state.fullscreen ? "Exit full" : "Full screen"} onClick={() => { void steer("fullscreen", { on: !state.fullscreen }); }} />}
            {!hidden && can("move") && <MoveMenu from={player.id} onMoved={(to) => { if (to !== ownPlayer()) onMoved(to); }} trigger={<LabelledButton icon={ArrowLeftRight} label="Move" aria-label="Move to another screen" />} />}
            <LabelledButton icon={Square} label="Stop" onClick={() => { void steer("stop"); }} />
          </div>
          </div>
        </div>
      </section>
      <QueueList queue={queue} steer={steer} />
      {episode && queue.rest.length === 0 && <NextEpisodes id={episode.id} steer={steer} />}
      <section aria-labelledby="choose" className="mx-auto mt-8 max-w-3xl">
        <h2 id="choose" className="text-lg font-semibold">Play something else</h2>
        <ChooseItem steer={steer} plays />
      </section>
    </>
  );
}

interface ButtonProps {
  icon: LucideIcon;
  label: string;
  onClick: () => void;
  disabled?: boolean;
}

function Round({ icon: Icon, label, onClick, disabled = false }: ButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} disabled={disabled} className="grid size-14 shrink-0 place-items-center rounded-full text-white transition enabled:hover:bg-white/15 enabled:active:scale-95 disabled:opacity-35">
      <Icon className="size-7" />
    </button>
  );
}

function Small({ icon: Icon, label, onClick }: ButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} className="grid size-12 shrink-0 place-items-center rounded-full text-white/90 transition hover:bg-white/15">
      <Icon className="size-5" />
    </button>
  );
}

function Volume({ state, steer }: { state: PlayerState; steer: Steer }) {
  const [dragged, setDragged] = useState<number>();
  const silent = state.muted || state.volume === 0;
  return (
    <div className="mx-auto flex w-full max-w-md items-center gap-2">
      <Small icon={silent ? VolumeX : Volume2} label={silent ? "Unmute" : "Mute"} onClick={() => { void steer("mute", { on: !state.muted }); }} />
      <Slider.Root
        value={dragged ?? (state.muted ? 0 : state.volume)}
        onValueChange={(value) => { setDragged(value); }}
        onValueCommitted={(value) => {
          setDragged(undefined);
          void steer("volume", { level: Math.round(value) });
          if (state.muted && value > 0) void steer("mute", { on: false });
        }}
        className="flex-1"
      >
        <Slider.Control className="flex h-12 w-full touch-none items-center">
          <Slider.Track className="h-1.5 w-full rounded-full bg-white/25">
            <Slider.Indicator className="rounded-full bg-white" />
            <Slider.Thumb getAriaLabel={() => "Volume"} className="size-5 rounded-full bg-white shadow focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-[#ffab5c]" />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <span className="w-10 text-right text-sm text-white/80 tabular-nums">{dragged ?? (state.muted ? 0 : state.volume)}</span>
    </div>
  );
}
