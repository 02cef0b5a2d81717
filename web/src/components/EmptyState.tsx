import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  title: string;
  text: string;
  children?: ReactNode;
}

/** What a page shows when it has no content: why, and what to do. */
export function EmptyState({ icon: Icon, title, text, children }: Props) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-24 text-center">
      <span className="grid size-16 place-items-center rounded-2xl bg-raised text-accent">
        <Icon className="size-8" aria-hidden />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="text-balance text-soft">{text}</p>
      <div className="pt-2">{children}</div>
    </div>
  );
}
