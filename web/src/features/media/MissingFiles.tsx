import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Modal";
import { client, manages, unwrap, type Media } from "@/lib/api";
import { meQuery } from "@/lib/queries";

/** Says that a title's files are not there; owner and admins may say that they will not come back. */
export function MissingFiles({ media }: { media: Media }) {
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/media/{media_id}", { params: { path: { media_id: media.id } } })),
    onSuccess: () => navigate({ to: "/library/$id", params: { id: String(media.library_id) } }),
    onError: (error) => toast.error(error.message),
  });
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-xl bg-raised p-4 text-sm">
      <Unplug className="size-5 shrink-0 text-accent" aria-hidden />
      <p className="min-w-60 flex-1">
        Its files are not there: the folder is gone, or its disk is not connected. Nothing was removed; they come back with it.
      </p>
      {manages(me) && (
        <Button kind="quiet" onClick={() => { setAsking(true); }}>
          Remove from the catalog
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Remove “${media.title}”?`}
        text="Dim forgets it, also where everyone stopped watching. If its files come back, it is found anew."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </div>
  );
}
