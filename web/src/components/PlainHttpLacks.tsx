import { LockOpen } from "lucide-react";

const LACKS = [
  "The browser does not install Dim as an app, or store anything for use offline.",
  "The screen may go dark during playback, since the page may not keep it on.",
  "The page cannot copy codes and tokens to the clipboard.",
  "Others on the network can read what is sent.",
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
