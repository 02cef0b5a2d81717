import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { useId } from "react";

interface Props {
  label: string;
  /** The label is for screen readers only: what is beside the checkbox says it. */
  isLabelHidden?: boolean;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A checkbox and its label. */
export function Checkbox({ label, isLabelHidden = false, checked, onChange }: Props) {
  const id = useId();
  return (
    <div className="flex items-center gap-3 text-sm">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={id}
        className="grid size-5 shrink-0 place-items-center rounded border border-line bg-ground data-[checked]:border-accent data-[checked]:bg-accent data-[checked]:text-on-accent"
      >
        <Base.Indicator>
          <Check className="size-3.5" />
        </Base.Indicator>
      </Base.Root>
      <span id={id} className={isLabelHidden ? "sr-only" : "min-w-0 wrap-anywhere"}>{label}</span>
    </div>
  );
}
