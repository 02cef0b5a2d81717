import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "@/lib/toast";
import { Select } from "@/components/Select";
import { client, unwrap } from "@/lib/api";
import { meQuery, registrationQuery } from "@/lib/queries";

type Mode = "closed" | "invite" | "open";
const modes: { value: Mode; label: string }[] = [
  { value: "closed", label: "Nobody: owners and admins create accounts" },
  { value: "invite", label: "With an invite" },
  { value: "open", label: "Everyone, with a captcha" },
];

/** Who may register; the owner decides. */
export function Registration() {
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: registration } = useQuery(registrationQuery);
  const change = useMutation({
    mutationFn: (mode: Mode) => unwrap(client.PUT("/api/v1/registration", { body: { mode } })),
    onError: (error) => toast.error(error.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["registration"] }),
  });
  if (me?.role !== "owner" || !registration) return null;
  return (
    <section aria-label="Registration">
      <Select label="Who may register?" value={registration.mode} onChange={(mode) => { change.mutate(mode); }} options={modes} />
    </section>
  );
}
