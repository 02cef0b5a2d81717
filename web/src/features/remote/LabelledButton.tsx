import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

interface Props extends ComponentProps<"button"> {
  icon: LucideIcon;
  label: string;
}

/** A button of the remote for what is not needed all the time: an icon with its name below. */
export function LabelledButton({ icon: Icon, label, ...rest }: Props) {
  return (
    <button type="button" {...rest} className="flex min-h-14 w-18 flex-col items-center justify-center gap-1 rounded-xl px-1 py-1.5 text-white/90 transition hover:bg-white/15">
      <Icon className="size-5" aria-hidden />
      <span className="max-w-full truncate text-xs">{label}</span>
    </button>
  );
}
