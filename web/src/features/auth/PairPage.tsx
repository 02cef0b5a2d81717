import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { CircleCheck, CircleX, MonitorSmartphone, TriangleAlert } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Button, buttonClass } from "@/components/Button";
import { Field } from "@/components/Field";
import { FormProblem } from "@/components/FormProblem";
import { AuthSkeleton } from "@/components/skeletons";
import { client, unwrap } from "@/lib/api";
import { ago, deviceName } from "@/lib/format";
import { meQuery } from "@/lib/queries";
import type { components } from "@/lib/schema";
import { AuthFrame } from "./AuthFrame";

type Asking = components["schemas"]["Asking"];

/** Approve a device that shows a code: enter the code, see what asks, decide. */
export function PairPage() {
  const { code = "" } = useSearch({ from: "/users/pair" });
  return code ? <Request key={code} code={code} /> : <EnterCode />;
}

function EnterCode({ error, tried = "" }: { error?: string; tried?: string }) {
  const navigate = useNavigate();
  return (
    <AuthFrame title="Add a device" text="On the TV or browser, choose “Sign in with your phone”. It shows a code of six characters.">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const code = String(new FormData(event.currentTarget).get("code")).trim();
          // the same code again, too: it may be there now
          void navigate({ to: "/pair", search: {} }).then(() => navigate({ to: "/pair", search: { code }, replace: true }));
        }}
      >
        <Field label="Code" name="code" defaultValue={tried} error={error} placeholder="XXX-XXX" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={20} required autoFocus />
        <Button type="submit" kind="primary" large>
          Continue
        </Button>
      </form>
      <Link to="/" className={`${buttonClass("quiet")} mt-3 w-full`}>
        Cancel
      </Link>
    </AuthFrame>
  );
}

function Request({ code }: { code: string }) {
  const asking = useQuery({
    queryKey: ["pairing", code],
    queryFn: () => unwrap(client.GET("/api/v1/auth/device/{user_code}", { params: { path: { user_code: code } } })),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false, // a wrong code counts each time
    refetchOnReconnect: false,
  });
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      unwrap(client.POST("/api/v1/auth/device/{user_code}", { params: { path: { user_code: code } }, body: { approve } })),
  });
  if (decide.data) return <Decided asking={decide.data} approved={decide.variables} />;
  if (asking.data) return <Decide asking={asking.data} error={decide.error} isPending={decide.isPending} decide={decide.mutate} />;
  return asking.error ? <EnterCode error={asking.error.message} tried={code} /> : <AuthSkeleton />;
}

function Decide({ asking, error, isPending, decide }: { asking: Asking; error: Error | null; isPending: boolean; decide: (approve: boolean) => void }) {
  const { data: me } = useQuery(meQuery);
  return (
    <AuthFrame title="Approve this device?" page="Approve a device" text={`It asks to sign in as ${me?.username ?? "you"}.`}>
      <Focused>
        <div className="flex items-center gap-4">
          <MonitorSmartphone className="size-8 shrink-0 text-accent" aria-hidden />
          <div className="min-w-0">
            <p className="line-clamp-3 text-lg font-semibold wrap-anywhere">{deviceName(asking.device)}</p>
            <p className="text-sm text-soft wrap-anywhere">
              {asking.address || "Unknown address"} · {ago(asking.asked_at)}
            </p>
          </div>
        </div>
        <p className="rounded-lg bg-raised px-4 py-3 text-center">
          <span className="block text-sm text-soft">The device shows</span>
          <span className="font-mono text-xl font-bold tracking-widest">{asking.user_code}</span>
        </p>
        {!asking.local && (
          <p className="flex gap-3 rounded-lg bg-danger/10 px-4 py-3 text-sm ring-1 ring-danger/40">
            <TriangleAlert className="size-5 shrink-0 text-danger" aria-hidden />
            <span>
              <strong>This device is not in your network.</strong> If it is not in front of you, someone else is trying to get into your account.
            </span>
          </p>
        )}
        <p className="text-sm text-soft">Approve only a device in front of you that shows this code. It stays signed in as you until you sign it out under Devices.</p>
        <FormProblem error={error} />
        <div className="grid grid-cols-2 gap-3">
          <Button large disabled={isPending} onClick={() => { decide(false); }}>
            Deny
          </Button>
          <Button kind="primary" large disabled={isPending} onClick={() => { decide(true); }}>
            Approve
          </Button>
        </div>
        {error && (
          <Link to="/pair" search={{}} className={buttonClass("quiet")}>
            Enter another code
          </Link>
        )}
      </Focused>
    </AuthFrame>
  );
}

function Decided({ asking, approved }: { asking: Asking; approved: boolean }) {
  const Icon = approved ? CircleCheck : CircleX;
  return (
    <AuthFrame title={approved ? "Approved" : "Denied"} text={approved ? "The device signs in within a few seconds." : "The device was not signed in."}>
      <Focused>
        <p role="status" className="flex items-center gap-4">
          <Icon className={`size-8 shrink-0 ${approved ? "text-good" : "text-danger"}`} aria-hidden />
          <span className="line-clamp-3 min-w-0 text-lg font-semibold wrap-anywhere">{deviceName(asking.device)}</span>
        </p>
        <Link to="/profile" search={{ tab: "devices" }} className={buttonClass("primary", true)}>
          Your devices
        </Link>
        <Link to="/" className={buttonClass("quiet")}>
          Home
        </Link>
      </Focused>
    </AuthFrame>
  );
}

/** What took the place of something else: screen readers and the Tab key go on here. */
function Focused({ children }: { children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => { element.current?.focus({ preventScroll: true }); }, []);
  return (
    <div ref={element} tabIndex={-1} className="flex flex-col gap-5 outline-none">
      {children}
    </div>
  );
}
