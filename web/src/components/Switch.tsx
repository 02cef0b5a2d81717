import { Switch as Base } from "@base-ui/react/switch";

interface Props {
  /** Its accessible name. */
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** A switch; what it is about is written beside it. */
export function Switch({ label, checked, onChange, disabled = false }: Props) {
  return (
    <Base.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className="flex h-6 w-10 shrink-0 rounded-full bg-line p-0.5 ring-1 ring-soft/40 transition data-[checked]:bg-accent data-[checked]:ring-accent data-[disabled]:opacity-50"
    >
      <Base.Thumb className="size-5 rounded-full bg-ink shadow transition-transform data-[checked]:translate-x-4 data-[checked]:bg-on-accent" />
    </Base.Root>
  );
}
