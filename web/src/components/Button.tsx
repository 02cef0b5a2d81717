import type { ButtonHTMLAttributes } from "react";

type Kind = "primary" | "plain" | "quiet" | "danger";

const kinds: Record<Kind, string> = {
  primary: "bg-accent text-on-accent hover:brightness-110 font-semibold",
  plain: "bg-raised text-ink hover:brightness-110 font-medium",
  quiet: "text-soft hover:text-ink hover:bg-raised font-medium",
  danger: "bg-raised text-danger hover:brightness-110 font-medium",
};

/** The classes of a button, for links that look like buttons. */
export function buttonClass(kind: Kind = "plain", large = false): string {
  const size = large ? "h-12 px-6 text-base" : "h-10 px-4 text-sm";
  return `inline-flex items-center justify-center gap-2 rounded-lg whitespace-nowrap transition disabled:opacity-50 ${size} ${kinds[kind]}`;
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  large?: boolean;
}

export function Button({ kind = "plain", large = false, className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(kind, large)} ${className}`} {...rest} />;
}

interface IconProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
}

/** A button with an icon only; `label` is its accessible name. */
export function IconButton({ label, className = "", ...rest }: IconProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-soft transition hover:bg-raised hover:text-ink disabled:opacity-40 ${className}`}
      {...rest}
    />
  );
}
