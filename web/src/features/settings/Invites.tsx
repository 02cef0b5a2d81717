import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MailPlus, Ticket, X } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button, IconButton } from "@/components/Button";
import { LibraryCheckboxes } from "@/components/LibraryCheckboxes";
import { Modal } from "@/components/Modal";
import { FormProblem } from "@/components/FormProblem";
import { OneTimeSecret } from "@/components/OneTimeSecret";
import { Select } from "@/components/Select";
import { client, unwrap } from "@/lib/api";
import { count, day } from "@/lib/format";
import { invitesQuery, meQuery, registrationQuery } from "@/lib/queries";
import { AgeLimit, roleName, rolesFor, type Role } from "./roles";

/** Invite links, with which others create their own account. */
export function Invites() {
  const queryClient = useQueryClient();
  const { data: invites } = useQuery(invitesQuery);
  const { data: registration } = useQuery(registrationQuery);
  const [inviting, setInviting] = useState(false);
  const revoke = useMutation({
    mutationFn: (invite_id: number) => unwrap(client.DELETE("/api/v1/invites/{invite_id}", { params: { path: { invite_id } } })),
    onError: (error) => toast.error(error.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["invites"] }),
  });
  return (
    <section aria-labelledby="invites">
      <h2 id="invites" className="mb-3 text-lg font-semibold">
        Invites
      </h2>
      {invites && invites.length > 0 && (
        <ul className="mb-3 divide-y divide-line rounded-2xl bg-surface ring-1 ring-line">
          {invites.map((invite) => (
            <li key={invite.id} className="flex items-center gap-3 p-4">
              <Ticket className="size-5 shrink-0 text-accent" aria-hidden />
              <p className="min-w-0 flex-1 text-sm">
                <span className="font-medium">{roleName(invite.role)}</span>
                <span className="text-soft">
                  {" "}
                  · {count(invite.uses_left, "use")} left, expires {day(invite.expires_at)}
                </span>
              </p>
              <IconButton label={`Revoke invite ${String(invite.id)}`} onClick={() => { revoke.mutate(invite.id); }}>
                <X className="size-5" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {registration?.mode === "closed" && invites && invites.length > 0 && (
        <p className="mb-3 text-sm text-danger">Registration is closed, so these invites do not work. Choose “With an invite” below.</p>
      )}
      <Button onClick={() => { setInviting(true); }}>
        <MailPlus className="size-4" aria-hidden /> Invite someone
      </Button>
      <Modal open={inviting} onOpenChange={setInviting} title="Invite someone">
        {inviting && <NewInvite onDone={() => { setInviting(false); }} />}
      </Modal>
    </section>
  );
}

function NewInvite({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: registration } = useQuery(registrationQuery);
  const [role, setRole] = useState<Role>("member");
  const [limit, setLimit] = useState(12);
  const [shared, setShared] = useState<number[] | null>(me?.libraries ?? null);
  const [uses, setUses] = useState("1");
  const [days, setDays] = useState("7");
  const invite = useMutation({
    mutationFn: async () => {
      if (registration?.mode === "closed" && me?.role === "owner") await unwrap(client.PUT("/api/v1/registration", { body: { mode: "invite" } }));
      const body = { role: role as "member", libraries: shared, uses: Number(uses), days: Number(days), ...(role === "child" ? { age_limit: limit } : {}) };
      return unwrap(client.POST("/api/v1/invites", { body }));
    },
    onSettled: () => Promise.all(["invites", "registration"].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
  });
  if (invite.data)
    return <OneTimeSecret text="Send this link to the person you invite. It is not shown again." label="Invite link" value={window.location.origin + invite.data.path} onDone={onDone} />;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <Select label="Role" value={role} onChange={setRole} options={rolesFor(me?.role).filter((option) => option.value !== "owner")} />
      {role === "child" && <AgeLimit value={limit} onChange={setLimit} />}
      <LibraryCheckboxes shared={shared} onChange={setShared} />
      <div className="grid grid-cols-2 gap-4">
        <Select label="Valid for" value={uses} onChange={setUses} options={["1", "2", "5", "10", "50"].map((value) => ({ value, label: count(Number(value), "person", "people") }))} />
        <Select label="Expires after" value={days} onChange={setDays} options={["1", "7", "30", "365"].map((value) => ({ value, label: count(Number(value), "day") }))} />
      </div>
      <FormProblem error={invite.error} />
      <Button type="submit" kind="primary" disabled={invite.isPending}>
        Create link
      </Button>
    </form>
  );
}
