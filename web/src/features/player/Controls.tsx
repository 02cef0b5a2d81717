import { Slider } from "@base-ui/react/slider";
import { ArrowLeft, Cast, Maximize, Minimize, MonitorUp, Pause, Play, RotateCcw, RotateCw, SkipForward, Volume2, VolumeX } from "lucide-react";
import { IconButton } from "@/components/Button";
import { MoveMenu } from "@/components/remote/MoveMenu";
import type { Opened } from "@/lib/api";
import type { Group } from "@/lib/remote/group";
import { ownPlayer } from "@/lib/remote/players";
import { AudioMenu, light, QualityMenu, SpeedMenu } from "./menus";
import { PlaybackInfo } from "./PlaybackInfo";
import { SeekBar } from "@/components/seek/SeekBar";
import { TogetherMenu } from "./TogetherMenu";
import { SubtitleMenu } from "./subtitles/SubtitleMenu";
import type { SubtitleStyle } from "./subtitles/style";
import type { Engine } from "./useEngine";
import type { Commands } from "./useKeyboard";
import { useScreenPicker } from "./useScreenPicker";
import type { Remembered } from "./useRemembered";
import type { VideoState } from "./useVideoState";

interface Props {
  opened: Opened;
  state: VideoState;
  commands: Commands;
  shown: boolean;
  fullscreen: boolean;
  container: HTMLElement | null;
  remembered: Remembered;
  audio: number | undefined;
  engine: Engine;
  video: HTMLVideoElement;
  itemId: number;
  group: Group | undefined;
  style: SubtitleStyle;
  onStyle: (change: Partial<SubtitleStyle>) => void;
  onSeek: (time: number) => void;
  onVolume: (volume: number) => void;
  onAudio: (id: number) => void;
  onNext: (() => void) | undefined;
}

/**
 * The controls of the player. Between them, pointers reach the video. On phones, the buttons for playing and seeking are in the
 * middle, where thumbs are, so that the row at the bottom has room for the rest.
 */
export function Controls(props: Props) {
  const { opened, state, commands, shown, container, remembered } = props;
  const pickScreen = useScreenPicker(props.video);
  const own = ownPlayer();
  const active = shown ? "pointer-events-auto" : "";
  return (
    <div className={`pointer-events-none absolute inset-0 flex flex-col justify-between transition-opacity duration-200 ${shown ? "opacity-100" : "opacity-0"}`}>
      <div className="bg-linear-to-b from-black/80 to-transparent p-2 pb-12 sm:p-4 sm:pb-12">
        <div className={`flex items-center gap-1 sm:gap-3 ${active}`}>
          <IconButton label="Back" className={light} onClick={commands.leave}>
            <ArrowLeft className="size-6" />
          </IconButton>
          <h1 className="min-w-0 flex-1 truncate text-base font-semibold text-white md:text-lg">{opened.title}</h1>
          <PlaybackInfo opened={opened} engine={props.engine} video={props.video} container={container} />
        </div>
      </div>
      {!state.ended && (
        <div className="flex items-center justify-center gap-8 sm:hidden">
          <PlayAndSeek centred state={state} commands={commands} className={`size-14! rounded-full! bg-black/50 ${active}`} />
        </div>
      )}
      <div className="bg-linear-to-t from-black/85 via-black/60 to-transparent px-4 pt-16 pb-[max(1rem,env(safe-area-inset-bottom))] md:px-8">
        <div className={active}>
          <SeekBar
            time={state.time}
            duration={state.duration || opened.duration}
            buffered={state.buffered}
            chapters={opened.chapters as { start: number; title: string }[]}
            thumbnails={{ stream: opened.stream_key }}
            onSeek={props.onSeek}
            onSeekBy={commands.seekBy}
          />
          <div className="mt-1 flex items-center sm:gap-1">
            <PlayAndSeek state={state} commands={commands} className="max-sm:hidden" />
            {props.onNext && (
              <IconButton label="Next episode" className={light} onClick={props.onNext}>
                <SkipForward className="size-5" />
              </IconButton>
            )}
            <Volume state={state} onMute={commands.toggleMute} onVolume={props.onVolume} />
            <span className="flex-1" />
            <AudioMenu opened={opened} audio={props.audio} onAudio={props.onAudio} container={container} />
            {opened.subtitle_tracks.length > 0 && (
              <SubtitleMenu
                tracks={opened.subtitle_tracks}
                chosen={remembered.subtitle}
                onChoose={remembered.chooseSubtitle}
                style={props.style}
                onStyle={props.onStyle}
                container={container}
              />
            )}
            <QualityMenu opened={opened} engine={props.engine} container={container} />
            <SpeedMenu rate={remembered.rate} onRate={remembered.chooseRate} container={container} />
            <TogetherMenu itemId={props.itemId} video={props.video} group={props.group} container={container} title={opened.title} />
            {own !== undefined && (
              <MoveMenu
                from={own}
                container={container}
                trigger={
                  <IconButton label="Move to another screen" className={light}>
                    <MonitorUp className="size-5" />
                  </IconButton>
                }
              />
            )}
            {pickScreen && (
              <IconButton label="Play on a screen nearby" className={light} onClick={pickScreen}>
                <Cast className="size-5" />
              </IconButton>
            )}
            <IconButton label={props.fullscreen ? "Exit full screen" : "Full screen"} className={light} onClick={commands.toggleFullscreen}>
              {props.fullscreen ? <Minimize className="size-5" /> : <Maximize className="size-5" />}
            </IconButton>
          </div>
        </div>
      </div>
    </div>
  );
}

interface PlayProps {
  state: VideoState;
  commands: Commands;
  className: string;
  /** The button for playing is between the other two, not before them. */
  centred?: boolean;
}

function PlayAndSeek({ state, commands, className, centred = false }: PlayProps) {
  const look = `${light} ${className}`;
  const Icon = state.paused ? Play : Pause;
  const play = (
    <IconButton key="play" label={state.paused ? "Play" : "Pause"} className={look} onClick={commands.toggle}>
      <Icon className={`fill-current ${centred ? "size-8" : "size-6"}`} />
    </IconButton>
  );
  return (
    <>
      {!centred && play}
      <IconButton label="Back 10 seconds" className={look} onClick={() => { commands.seekBy(-10); }}>
        <RotateCcw className="size-5" />
      </IconButton>
      {centred && play}
      <IconButton label="Forward 10 seconds" className={look} onClick={() => { commands.seekBy(10); }}>
        <RotateCw className="size-5" />
      </IconButton>
    </>
  );
}

function Volume({ state, onMute, onVolume }: { state: VideoState; onMute: () => void; onVolume: (volume: number) => void }) {
  const silent = state.muted || state.volume === 0;
  return (
    <div className="group/volume flex items-center">
      <IconButton label={silent ? "Unmute" : "Mute"} className={light} onClick={onMute}>
        {silent ? <VolumeX className="size-5" /> : <Volume2 className="size-5" />}
      </IconButton>
      <Slider.Root
        value={silent ? 0 : Math.round(state.volume * 100)}
        onValueChange={(value) => { onVolume(value / 100); }}
        className="hidden w-24 sm:block"
      >
        <Slider.Control className="flex h-10 w-full touch-none items-center">
          <Slider.Track className="h-1 w-full rounded-full bg-white/30">
            <Slider.Indicator className="rounded-full bg-white" />
            <Slider.Thumb getAriaLabel={() => "Volume"} className="size-3 rounded-full bg-white" />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
    </div>
  );
}
