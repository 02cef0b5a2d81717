import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut, MonitorSmartphone, Plus } from "lucide-react";
import { toast } from "@/lib/toast";
import { Button, buttonClass } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { ListSkeleton } from "@/components/skeletons";
import { client, isFatal, unwrap, type Device } from "@/lib/api";
import { ago, deviceName } from "@/lib/format";
import { devicesQuery } from "@/lib/queries";

/** The devices on which the user is signed in, each with a button to sign it out. */
export function DevicesTab() {
  const queryClient = useQueryClient();
  const { data: devices, error, refetch } = useQuery(devicesQuery);
  const others = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/user/devices")),
    onSuccess: () => toast("Signed out on all other devices."),
    onError: (problem) => toast.error(problem.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["devices"] }),
  });
  if (isFatal(error, devices)) return <Failure error={error} retry={() => void refetch()} />;
  if (!devices) return <ListSkeleton />;
  return (
    <div className="flex flex-col gap-4">
      <ul className="divide-y divide-line rounded-2xl bg-surface ring-1 ring-line" aria-label="Devices">
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <Link to="/pair" className={buttonClass()}>
          <Plus className="size-4" aria-hidden /> Add a device
        </Link>
        {devices.length > 1 && (
          <Button kind="danger" disabled={others.isPending} onClick={() => { others.mutate(); }}>
            <LogOut className="size-4" aria-hidden /> Sign out all other devices
          </Button>
        )}
      </div>
    </div>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/user/devices/{device_id}", { params: { path: { device_id: device.id } } })),
    onError: (problem) => toast.error(problem.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["devices"] }),
  });
  const name = deviceName(device.device);
  return (
    <li className="flex items-center gap-4 p-4">
      <MonitorSmartphone className="size-5 shrink-0 text-accent" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={device.device ?? undefined}>
          {name}
        </p>
        <p className="truncate text-sm text-soft">
          {[device.current ? "This device" : `Last used ${ago(device.used_at)}`, device.address].filter(Boolean).join(" · ")}
        </p>
      </div>
      {!device.current && (
        <Button kind="quiet" disabled={end.isPending} onClick={() => { end.mutate(); }}>
          Sign out<span className="sr-only"> {name}</span>
        </Button>
      )}
    </li>
  );
}
