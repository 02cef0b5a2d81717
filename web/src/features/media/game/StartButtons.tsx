import { Download, ExternalLink, Play } from "lucide-react";
import { buttonClass } from "@/components/Button";
import type { Media } from "@/lib/api";
import { sourceName } from "@/lib/games";
import { toast } from "@/lib/toast";
import { StartOn } from "./StartOn";

/** Starts or installs a game with its launcher on this device or another one, and leads to its page in the shop. */
export function StartButtons({ media }: { media: Media }) {
  const launcher = sourceName(media.source);
  return (
    <>
      {media.launch && (
        <a
          href={media.launch}
          className={`${buttonClass("primary", true)} max-sm:px-4`}
          onClick={() => { toast(`Asking ${launcher} on this device to ${media.installed ? "start" : "install"} “${media.title}”.`); }}
        >
          {media.installed ? <Play className="size-5 fill-current" aria-hidden /> : <Download className="size-5" aria-hidden />}
          {media.installed ? "Start" : "Install"}
        </a>
      )}
      <StartOn media={media} />
      {media.store_page && (
        <a href={media.store_page} target="_blank" rel="noreferrer" className={`${buttonClass("plain", true)} max-sm:px-3.5`} title={`The page in the shop of ${launcher}`}>
          <ExternalLink className="size-5" aria-hidden /> <span className="max-sm:sr-only">Store page</span>
        </a>
      )}
    </>
  );
}
