import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button, IconButton } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Field } from "@/components/Field";
import { Confirm, Modal } from "@/components/Modal";
import { FormProblem } from "@/components/FormProblem";
import { OneTimeSecret } from "@/components/OneTimeSecret";
import { Select } from "@/components/Select";
import { Checkbox } from "@/components/Checkbox";
import { ListSkeleton } from "@/components/skeletons";
import { base, client, isFatal, unwrap } from "@/lib/api";
import { ago, day } from "@/lib/format";
import { tokensQuery } from "@/lib/queries";

type Scope = "read" | "play" | "manage";
const scopes: { value: Scope; label: string }[] = [
  { value: "read", label: "Read: browse the catalog" },
  { value: "play", label: "Play: open streams and save progress" },
  { value: "manage", label: "Manage: change everything that you may change" },
];

/** Access tokens for the user's scripts and players. */
export function TokensTab() {
  const { data: tokens, error, refetch } = useQuery(tokensQuery);
  const [adding, setAdding] = useState(false);
  if (isFatal(error, tokens)) return <Failure error={error} retry={() => void refetch()} />;
  if (!tokens) return <ListSkeleton />;
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-2xl text-sm text-soft">
        Access tokens let your own scripts and players use the API. Try them in the{" "}
        <a href={`${base}/api/v1/docs`} target="_blank" rel="noreferrer" className="font-medium text-accent underline">
          API documentation
        </a>
        .
      </p>
      {tokens && tokens.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl bg-surface ring-1 ring-line" aria-label="Access tokens">
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
      <Button kind="primary" className="self-start" onClick={() => { setAdding(true); }}>
        <Plus className="size-4" aria-hidden /> Create token
      </Button>
      <Modal open={adding} onOpenChange={setAdding} title="Create token">
        {adding && <NewToken onDone={() => { setAdding(false); }} />}
      </Modal>
    </div>
  );
}

interface Entry {
  id: number;
  name: string;
  scopes: string[];
  created_at: number;
  used_at: number | null;
  expires_at: number | null;
}

function TokenRow({ token }: { token: Entry }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/user/tokens/{token_id}", { params: { path: { token_id: token.id } } })),
    onError: (problem) => toast.error(problem.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const facts = [
    token.scopes.join(", "),
    token.used_at ? `last used ${ago(token.used_at)}` : "never used",
    token.expires_at ? `expires ${day(token.expires_at)}` : "does not expire",
  ];
  return (
    <li className="flex items-center gap-4 p-4">
      <KeyRound className="size-5 shrink-0 text-accent" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{token.name}</p>
        <p className="text-sm text-soft">{facts.join(" · ")}</p>
      </div>
      <IconButton label={`Revoke ${token.name}`} onClick={() => { setAsking(true); }}>
        <Trash2 className="size-5" />
      </IconButton>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke “${token.name}”?`}
        text="Scripts and players that use it lose access immediately."
        action="Revoke"
        onConfirm={() => { end.mutate(); }}
      />
    </li>
  );
}

function NewToken({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<Scope[]>(["read"]);
  const [days, setDays] = useState<"30" | "365" | "">("365");
  const add = useMutation({
    mutationFn: (name: string) =>
      unwrap(client.POST("/api/v1/user/tokens", { body: { name, scopes: chosen, days: days ? Number(days) : null } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["tokens"] }),
  });
  if (add.data)
    return <OneTimeSecret text="Copy the token now; it is not shown again. Send it in the header “Authorization: Bearer …”." label="Token" value={add.data.token} onDone={onDone} />;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(new FormData(event.currentTarget).get("name") as string);
      }}
    >
      <Field label="Name" name="name" required maxLength={100} placeholder="Backup script" hint="Helps you to recognize it later." />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">Permissions</legend>
        {scopes.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={chosen.includes(value)}
            onChange={(on) => { setChosen(on ? [...chosen, value] : chosen.filter((other) => other !== value)); }}
          />
        ))}
      </fieldset>
      <Select
        label="Expires after"
        value={days}
        onChange={setDays}
        options={[{ value: "30", label: "30 days" }, { value: "365", label: "1 year" }, { value: "", label: "Never" }]}
      />
      <FormProblem error={add.error} />
      <Button type="submit" kind="primary" disabled={add.isPending || chosen.length === 0}>
        Create
      </Button>
    </form>
  );
}
