import { Slider } from "@base-ui/react/slider";
import { ArrowLeft, AudioLines, Gauge, Maximize, Minimize, Pause, Play, RotateCcw, RotateCw, SkipForward, Volume2, VolumeX } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuChoice } from "@/components/Menu";
import type { Opened } from "@/lib/api";
import { trackName } from "@/lib/trackName";
import { qualityName } from "./hls";
import { PlaybackInfo } from "./PlaybackInfo";
import { SeekBar } from "./SeekBar";
import { SubtitleMenu } from "./subtitles/SubtitleMenu";
import type { SubtitleStyle } from "./subtitles/style";
import { AUTOMATIC, type Engine } from "./useEngine";
import type { Commands } from "./useKeyboard";
import type { VideoState } from "./useVideoState";

interface Props {
  opened: Opened;
  state: VideoState;
  commands: Commands;
  shown: boolean;
  fullscreen: boolean;
  container: HTMLElement | null;
  subtitle: number | undefined;
  audio: number | undefined;
  engine: Engine;
  video: HTMLVideoElement;
  style: SubtitleStyle;
  onStyle: (change: Partial<SubtitleStyle>) => void;
  onSeek: (time: number) => void;
  onVolume: (volume: number) => void;
  onSubtitle: (id: number | undefined) => void;
  onAudio: (id: number) => void;
  onNext: (() => void) | undefined;
}

const light = "text-white hover:bg-white/15 hover:text-white";

/** The controls of the player. */
export function Controls(props: Props) {
  const { opened, state, commands, shown } = props;
  return (
    <div className={`absolute inset-0 flex flex-col justify-between transition-opacity duration-200 ${shown ? "opacity-100" : "pointer-events-none opacity-0"}`}>
      <div className="flex items-center gap-3 bg-linear-to-b from-black/80 to-transparent p-4 pb-12">
        <IconButton label="Back" className={light} onClick={commands.leave}>
          <ArrowLeft className="size-6" />
        </IconButton>
        <h1 className="truncate text-base font-semibold text-white md:text-lg">{opened.title}</h1>
      </div>
      <div className="bg-linear-to-t from-black/85 via-black/60 to-transparent px-4 pt-16 pb-4 md:px-8">
        <SeekBar
          time={state.time}
          duration={state.duration || opened.duration}
          buffered={state.buffered}
          chapters={opened.chapters as { start: number; title: string }[]}
          stream={opened.stream_key}
          onSeek={props.onSeek}
          onSeekBy={commands.seekBy}
        />
        <div className="mt-1 flex items-center gap-1">
          <IconButton label={state.paused ? "Play" : "Pause"} className={light} onClick={commands.toggle}>
            {state.paused ? <Play className="size-6 fill-current" /> : <Pause className="size-6 fill-current" />}
          </IconButton>
          <IconButton label="Back 10 seconds" className={light} onClick={() => { commands.seekBy(-10); }}>
            <RotateCcw className="size-5" />
          </IconButton>
          <IconButton label="Forward 10 seconds" className={light} onClick={() => { commands.seekBy(10); }}>
            <RotateCw className="size-5" />
          </IconButton>
          {props.onNext && (
            <IconButton label="Next episode" className={light} onClick={props.onNext}>
              <SkipForward className="size-5" />
            </IconButton>
          )}
          <Volume state={state} onMute={commands.toggleMute} onVolume={props.onVolume} />
          <span className="flex-1" />
          <TrackMenus {...props} />
          <QualityMenu {...props} />
          <PlaybackInfo opened={opened} engine={props.engine} video={props.video} container={props.container} />
          <IconButton label={props.fullscreen ? "Exit full screen" : "Full screen"} className={light} onClick={commands.toggleFullscreen}>
            {props.fullscreen ? <Minimize className="size-5" /> : <Maximize className="size-5" />}
          </IconButton>
        </div>
      </div>
    </div>
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

function TrackMenus({ opened, subtitle, audio, onSubtitle, onAudio, style, onStyle, container }: Props) {
  return (
    <>
      {opened.audio_tracks.length > 1 && (
        <Menu
          side="top"
          container={container}
          trigger={
            <IconButton label="Audio" className={light}>
              <AudioLines className="size-5" />
            </IconButton>
          }
        >
          <MenuChoice
            label="Audio"
            value={audio}
            onChange={(id) => { if (id !== undefined) onAudio(id); }}
            options={opened.audio_tracks.map((track) => ({ value: track.id as number | undefined, label: trackName(track) }))}
          />
        </Menu>
      )}
      {opened.subtitle_tracks.length > 0 && (
        <SubtitleMenu tracks={opened.subtitle_tracks} chosen={subtitle} onChoose={onSubtitle} style={style} onStyle={onStyle} container={container} />
      )}
    </>
  );
}

function QualityMenu({ opened, engine, container }: Props) {
  if (opened.qualities.length < 2) return null;
  const shown = engine.shown ?? (opened.mode === "direct" ? "original" : undefined);
  const megabits = (rate: number) => (rate / 1e6).toFixed(rate < 10e6 ? 1 : 0);
  return (
    <Menu
      side="top"
      container={container}
      trigger={
        <IconButton label="Quality" className={light}>
          <Gauge className="size-5" />
        </IconButton>
      }
    >
      <MenuChoice
        label="Quality"
        value={engine.quality}
        onChange={(name) => { engine.chooseQuality(name); }}
        options={[
          { value: AUTOMATIC, label: shown ? `Automatic (${qualityName(shown)})` : "Automatic" },
          ...opened.qualities.map((quality) => ({
            value: quality.name,
            label: `${qualityName(quality.name)} · ${megabits(quality.bit_rate)} Mbit/s`,
          })),
        ]}
      />
    </Menu>
  );
}
