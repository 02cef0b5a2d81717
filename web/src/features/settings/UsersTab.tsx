import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2, UserCog } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Avatar } from "@/components/Avatar";
import { Button, IconButton } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Confirm, Modal } from "@/components/Modal";
import { ListSkeleton } from "@/components/skeletons";
import { client, isFatal, unwrap, type UserEntry } from "@/lib/api";
import { librariesQuery, meQuery, usersQuery } from "@/lib/queries";
import { Invites } from "./Invites";
import { Registration } from "./Registration";
import { roleName } from "./roles";
import { UserForm } from "./UserForm";

/** Users with their roles and libraries, invites, and registration. */
export function UsersTab() {
  const { data: users, error, refetch } = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  if (isFatal(error, users)) return <Failure error={error} retry={() => void refetch()} />;
  if (!users) return <ListSkeleton />;
  return (
    <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <section className="flex flex-col gap-4" aria-label="Users">
        <ul className="divide-y divide-line rounded-2xl bg-surface ring-1 ring-line">
          {users.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </ul>
        <Button kind="primary" className="self-start" onClick={() => { setAdding(true); }}>
          <Plus className="size-4" aria-hidden /> Add a user
        </Button>
        <Modal open={adding} onOpenChange={setAdding} title="Add a user">
          <UserForm onDone={() => { setAdding(false); }} />
        </Modal>
      </section>
      <div className="flex flex-col gap-8">
        <Invites />
        <Registration />
      </div>
    </div>
  );
}

function UserRow({ user }: { user: UserEntry }) {
  const queryClient = useQueryClient();
  const { data: libraries } = useQuery(librariesQuery);
  const { data: me } = useQuery(meQuery);
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/users/{user_id}", { params: { path: { user_id: user.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["users"] }),
    onError: (error) => toast.error(error.message),
  });
  const shared = user.libraries?.map((id) => libraries?.find((library) => library.id === id)?.name).filter(Boolean);
  const facts = [
    roleName(user.role),
    user.role === "child" && `up to age ${String(user.age_limit ?? 0)}`,
    user.role !== "owner" && (shared ? (shared.length > 0 ? shared.join(", ") : "No library") : "All libraries"),
    user.max_bit_rate && `${String(user.max_bit_rate / 1e6)} Mbit/s`,
  ];
  const mine = me?.libraries ?? null;
  const seesMore = mine !== null && !user.libraries?.every((id) => mine.includes(id));
  const mayChange = user.id !== me?.id && !seesMore && (me?.role === "owner" || user.role === "member" || user.role === "child");
  return (
    <li className="flex items-center gap-3 p-4">
      <Avatar user={user} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{user.username}</p>
        <p className="text-sm wrap-anywhere text-soft">{facts.filter(Boolean).join(" · ")}</p>
      </div>
      {mayChange && (
        <>
          <IconButton label={`Edit ${user.username}`} onClick={() => { setDialog("edit"); }}>
            <UserCog className="size-5" />
          </IconButton>
          <IconButton label={`Remove ${user.username}`} onClick={() => { setDialog("remove"); }}>
            <Trash2 className="size-5" />
          </IconButton>
        </>
      )}
      <Modal open={dialog === "edit"} onOpenChange={(open) => { setDialog(open ? "edit" : undefined); }} title={`Edit ${user.username}`}>
        <UserForm user={user} onDone={() => { setDialog(undefined); }} />
      </Modal>
      <Confirm
        open={dialog === "remove"}
        onOpenChange={(open) => { setDialog(open ? "remove" : undefined); }}
        title={`Remove ${user.username}?`}
        text="Signs the user out on all devices and deletes their progress."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </li>
  );
}
