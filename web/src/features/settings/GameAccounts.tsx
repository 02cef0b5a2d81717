import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "@/components/Select";
import { Switch } from "@/components/Switch";
import { client, unwrap, type GameAccount } from "@/lib/api";
import { gameAccountsQuery } from "@/lib/games";
import { usersQuery } from "@/lib/queries";
import { toast } from "@/lib/toast";

/** Whose the accounts of a launcher are: their play time, favourites and screenshots are shown to that user alone, unless shared. */
export function GameAccounts({ libraryId }: { libraryId: number }) {
  const queryClient = useQueryClient();
  const { data: accounts } = useQuery(gameAccountsQuery(libraryId));
  const { data: users } = useQuery(usersQuery);
  const change = useMutation({
    mutationFn: ({ account, ...body }: { account: GameAccount; user_id?: number | null; shared?: boolean }) =>
      unwrap(client.PATCH("/api/v1/library/{library_id}/game-account/{account_id}", { params: { path: { library_id: libraryId, account_id: account.id } }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: gameAccountsQuery(libraryId).queryKey }),
    onError: (error) => { toast.error(error.message); },
  });
  if (!accounts || accounts.length === 0) return null;
  return (
    <section aria-label="Accounts" className="flex flex-col gap-3">
      <div>
        <p className="text-sm font-medium">Accounts</p>
        <p className="text-sm text-soft">Play time, favourites and screenshots of an account are shown to the user it belongs to. Changes are saved at once.</p>
      </div>
      {accounts.map((account) => (
        <div key={account.id} className="flex flex-col gap-3 rounded-xl border border-line p-4">
          <Select
            label={account.name ?? (account.account || "Whoever plays on that machine")}
            value={account.user_id === null ? "" : String(account.user_id)}
            onChange={(user) => { change.mutate({ account, user_id: user ? Number(user) : null }); }}
            options={[{ value: "", label: "Nobody here" }, ...(users ?? []).map((user) => ({ value: String(user.id), label: user.username }))]}
          />
          <div className="flex items-center gap-3 text-sm">
            <Switch label={`Everyone sees the play time of ${account.name ?? account.account}`} checked={account.shared} onChange={(shared) => { change.mutate({ account, shared }); }} />
            Everyone who sees the library sees its play time
          </div>
        </div>
      ))}
    </section>
  );
}
