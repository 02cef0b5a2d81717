import { useQuery } from "@tanstack/react-query";
import { Image } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { manages } from "@/lib/api";
import { meQuery, type ArtworkKind } from "@/lib/queries";
import { ArtworkDialog } from "./ArtworkDialog";

/** A button that opens the artwork chooser of a season or an episode; for owners and admins. */
export function ArtworkMenu({ itemId, title, kinds }: { itemId: number; title: string; kinds: ArtworkKind[] }) {
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState(false);
  if (!manages(me)) return null;
  return (
    <>
      <Button large onClick={() => { setOpen(true); }}>
        <Image className="size-5" aria-hidden /> Choose artwork
      </Button>
      {open && <ArtworkDialog itemId={itemId} title={title} kinds={kinds} onClose={() => { setOpen(false); }} />}
    </>
  );
}
