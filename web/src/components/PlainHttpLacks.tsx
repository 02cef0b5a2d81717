import { LockOpen } from "lucide-react";

const LACKS = [
  "Dim cannot be installed as an app, and keeps nothing for offline use.",
  "The screen may go dark during playback, since a page may not keep it on.",
  "Links and codes cannot be copied with one click.",
  "Others on the same network can read what is sent.",
];

/** What browsers keep from a page that was opened by plain HTTP; nothing on a page that lacks nothing. */
export function PlainHttpLacks() {
  if (window.isSecureContext) return null;
  return (
    <div className="rounded-xl bg-raised p-4 text-sm">
      <p className="flex items-center gap-2 font-medium">
        <LockOpen className="size-4 shrink-0 text-accent" aria-hidden /> You opened Dim without HTTPS. Until you change that:
      </p>
      <ul className="mt-2 flex list-disc flex-col gap-1 pl-6 text-soft">
        {LACKS.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}
