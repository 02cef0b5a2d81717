import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { Field } from "@/components/Field";
import { FormProblem } from "@/components/FormProblem";
import { Modal } from "@/components/Modal";
import { Switch } from "@/components/Switch";
import { client, manages, unwrap } from "@/lib/api";
import { meQuery, usersQuery } from "@/lib/queries";
import type { Player } from "@/lib/remote/players";

/** The name of a screen, and who may steer it. */
export function PlayerDialog({ player, onClose }: { player: Player; onClose: () => void }) {
  const { data: me } = useQuery(meQuery);
  const { data: users } = useQuery({ ...usersQuery, enabled: manages(me) });
  const [name, setName] = useState(player.name);
  const [household, setHousehold] = useState(player.household);
  const [shared, setShared] = useState(player.shared_with);
  const save = useMutation({
    mutationFn: () => unwrap(client.PATCH("/api/v1/player/{player_id}", { params: { path: { player_id: player.id } }, body: { name, household, shared_with: shared } })),
    onSuccess: onClose,
  });
  const others = users?.filter((user) => user.id !== player.user_id) ?? [];
  return (
    <Modal open onOpenChange={(open) => { if (!open) onClose(); }} title={`Settings of ${player.name}`}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field label="Name" value={name} onChange={(event) => { setName(event.target.value); }} maxLength={64} required />
        <div className="flex items-start justify-between gap-4">
          <div>
            <p className="text-sm font-medium">Everyone in the household may steer it</p>
            <p className="text-sm text-soft">All accounts of this server see what plays here, if it is shared with them, and may choose something else.</p>
          </div>
          <Switch label="Everyone in the household may steer it" checked={household} onChange={setHousehold} />
        </div>
        {!household && others.length > 0 && (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-2 text-sm font-medium">These may steer it too</legend>
            {others.map((user) => (
              <Checkbox key={user.id} label={user.name ?? user.username} checked={shared.includes(user.id)} onChange={(checked) => { setShared(checked ? [...shared, user.id] : shared.filter((id) => id !== user.id)); }} />
            ))}
          </fieldset>
        )}
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={save.isPending}>Save</Button>
        </div>
      </form>
    </Modal>
  );
}
