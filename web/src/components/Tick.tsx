import { Checkbox } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { useId } from "react";

/** A box to tick, with what it means. */
export function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-3 text-sm">
      <Checkbox.Root
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={id}
        className="grid size-5 shrink-0 place-items-center rounded border border-line bg-ground data-[checked]:border-accent data-[checked]:bg-accent data-[checked]:text-on-accent"
      >
        <Checkbox.Indicator>
          <Check className="size-3.5" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <span id={id}>{label}</span>
    </div>
  );
}
