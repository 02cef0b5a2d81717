import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Modal";
import { client, manages, unwrap, type Media } from "@/lib/api";
import { meQuery } from "@/lib/queries";

/** Tells that the files of a title are missing; owners and admins can remove the title. */
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
        The files of this title are missing: they were moved or deleted, or their disk is not connected. The title comes back when they do.
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
        text="This also removes everyone's progress. If the files come back, the title is added again."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </div>
  );
}
