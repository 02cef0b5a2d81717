import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2, UserCog } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button, IconButton } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Confirm, Modal } from "@/components/Modal";
import { client, unwrap, type UserEntry } from "@/lib/api";
import { librariesQuery, usersQuery } from "@/lib/queries";
import { UserForm } from "./UserForm";

/** The accounts: add with a password, share libraries, remove. */
export function UsersTab() {
  const { data: users, error, refetch } = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      <ul className="divide-y divide-line rounded-2xl bg-surface ring-1 ring-line">
        {users?.map((user) => (
          <UserRow key={user.id} user={user} />
        ))}
      </ul>
      <Button kind="primary" className="self-start" onClick={() => { setAdding(true); }}>
        <Plus className="size-4" aria-hidden /> Add a user
      </Button>
      <Modal open={adding} onOpenChange={setAdding} title="Add a user">
        <UserForm onDone={() => { setAdding(false); }} />
      </Modal>
    </div>
  );
}

function UserRow({ user }: { user: UserEntry }) {
  const queryClient = useQueryClient();
  const { data: libraries } = useQuery(librariesQuery);
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/users/{user_id}", { params: { path: { user_id: user.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["users"] }),
    onError: (error) => toast.error(error.message),
  });
  const shared = user.libraries?.map((id) => libraries?.find((library) => library.id === id)?.name).filter(Boolean);
  return (
    <li className="flex items-center gap-3 p-4">
      <span className="grid size-10 shrink-0 place-items-center rounded-full bg-raised font-bold text-accent uppercase">{[...user.username][0]}</span>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{user.username}</p>
        <p className="truncate text-sm text-soft">
          {user.role === "owner" ? "Owner" : shared ? (shared.length > 0 ? shared.join(", ") : "No library") : "All libraries"}
        </p>
      </div>
      {user.role !== "owner" && (
        <>
          <IconButton label={`Change ${user.username}`} onClick={() => { setDialog("edit"); }}>
            <UserCog className="size-5" />
          </IconButton>
          <IconButton label={`Remove ${user.username}`} onClick={() => { setDialog("remove"); }}>
            <Trash2 className="size-5" />
          </IconButton>
        </>
      )}
      <Modal open={dialog === "edit"} onOpenChange={(open) => { setDialog(open ? "edit" : undefined); }} title={`Change ${user.username}`}>
        <UserForm user={user} onDone={() => { setDialog(undefined); }} />
      </Modal>
      <Confirm
        open={dialog === "remove"}
        onOpenChange={(open) => { setDialog(open ? "remove" : undefined); }}
        title={`Remove ${user.username}?`}
        text="They are signed out everywhere, and where they stopped watching is forgotten."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </li>
  );
}
