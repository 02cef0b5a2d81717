import { Laptop, Smartphone, Speaker, Tablet, Tv, type LucideIcon } from "lucide-react";

const icons: Record<string, LucideIcon> = { phone: Smartphone, tablet: Tablet, desktop: Laptop, tv: Tv, speaker: Speaker };

/** The icon of a kind of player. */
export function PlayerIcon({ kind, className = "size-5" }: { kind: string; className?: string }) {
  const Icon = icons[kind] ?? Laptop;
  return <Icon className={`shrink-0 ${className}`} aria-hidden />;
}
