import { useQuery } from "@tanstack/react-query";
import { EllipsisVertical, Image, Layers, Merge, RotateCcw, SearchCheck } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/Button";
import { FixMatchDialog } from "@/components/match/FixMatchDialog";
import { useMatch } from "@/components/match/useMatch";
import { Menu, MenuItem } from "@/components/Menu";
import { manages, type Media } from "@/lib/api";
import { meQuery, type ArtworkKind } from "@/lib/queries";
import { toast } from "@/lib/toast";
import { AddToCollection } from "./AddToCollection";
import { ArtworkDialog } from "./artwork/ArtworkDialog";
import { JoinDialog } from "./game/JoinDialog";

const KINDS: ArtworkKind[] = ["poster", "backdrop", "logo", "landscape", "banner", "clearart", "disc"];

/** What owners and admins can do about a title, beyond editing it. */
export function TitleMenu({ media }: { media: Media }) {
  const { data: me } = useQuery(meQuery);
  const [dialog, setDialog] = useState<"match" | "artwork" | "collection" | "join">();
  const { again } = useMatch();
  if (!manages(me)) return null;
  const close = () => { setDialog(undefined); };
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`More for ${media.title}`} className="size-12! bg-raised/70">
            <EllipsisVertical className="size-5" />
          </IconButton>
        }
      >
        {media.kind === "game" && (
          <MenuItem onSelect={() => { setDialog("join"); }}>
            <Merge className="size-4" /> Same as another game
          </MenuItem>
        )}
        <MenuItem onSelect={() => { setDialog("match"); }}>
          <SearchCheck className="size-4" /> Fix match
        </MenuItem>
        <MenuItem onSelect={() => { again.mutate({ mediaIds: [media.id], before: media.match }, { onError: (error) => toast.error(error.message) }); }}>
          <RotateCcw className="size-4" /> Match again
        </MenuItem>
        <MenuItem onSelect={() => { setDialog("artwork"); }}>
          <Image className="size-4" /> Choose artwork
        </MenuItem>
        <MenuItem onSelect={() => { setDialog("collection"); }}>
          <Layers className="size-4" /> Add to collection
        </MenuItem>
      </Menu>
      {dialog === "match" && <FixMatchDialog title={media} onClose={close} />}
      {dialog === "artwork" && <ArtworkDialog itemId={media.id} title={media.title} kinds={KINDS} onClose={close} />}
      {dialog === "join" && <JoinDialog media={media} onClose={close} />}
      {dialog === "collection" && <AddToCollection media={media} onClose={close} />}
    </>
  );
}
