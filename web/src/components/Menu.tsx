import { Menu as Base } from "@base-ui/react/menu";
import { Check, Minus, Plus } from "lucide-react";
import type { ReactElement, ReactNode } from "react";

const popup =
  "min-w-48 max-w-[90vw] max-h-[70vh] overflow-y-auto rounded-xl bg-raised p-1.5 text-ink shadow-2xl ring-1 ring-line outline-none transition data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";
const item =
  "flex w-full items-center gap-2 rounded-lg px-3 py-2 text-sm outline-none select-none data-[highlighted]:bg-accent data-[highlighted]:text-on-accent cursor-pointer";

interface Props {
  trigger: ReactElement;
  children: ReactNode;
  side?: "top" | "bottom";
  container?: HTMLElement | null;
  defaultOpen?: boolean;
}

/** A menu that a button opens. */
export function Menu({ trigger, children, side = "bottom", container, defaultOpen = false }: Props) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={container ?? undefined}>
        <Base.Positioner side={side} align="end" sideOffset={8} collisionPadding={8} className="z-50">
          <Base.Popup className={popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Base.Item className={item} onClick={onSelect}>
      {children}
    </Base.Item>
  );
}

export function MenuLink({ render, children }: { render: ReactElement; children: ReactNode }) {
  return (
    <Base.Item className={item} render={render}>
      {children}
    </Base.Item>
  );
}

/** A value with buttons to decrease and increase it; the menu stays open. */
export function MenuSteps({ label, value, less, more }: { label: string; value: string; less: { label: string; onSelect: () => void }; more: { label: string; onSelect: () => void } }) {
  const step = "grid size-8 cursor-pointer place-items-center rounded-lg outline-none data-[highlighted]:bg-accent data-[highlighted]:text-on-accent";
  return (
    <div className="flex items-center gap-1 px-3 py-1 text-sm">
      <span className="flex-1">{label}</span>
      <Base.Item className={step} closeOnClick={false} aria-label={less.label} onClick={less.onSelect}>
        <Minus className="size-4" />
      </Base.Item>
      <span className="w-14 text-center tabular-nums">{value}</span>
      <Base.Item className={step} closeOnClick={false} aria-label={more.label} onClick={more.onSelect}>
        <Plus className="size-4" />
      </Base.Item>
    </div>
  );
}

interface ChoiceProps<T> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: string }[];
}

/** A group of options, of which one is selected. */
export function MenuChoice<T>({ label, value, onChange, options }: ChoiceProps<T>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-3 pt-2 pb-1 text-xs font-medium text-soft">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: T) => { onChange(next); }}>
        {options.map((option) => (
          <Base.RadioItem key={String(option.value)} value={option.value} className={item} closeOnClick>
            <span className="grid size-4 place-items-center">
              <Base.RadioItemIndicator>
                <Check className="size-4" />
              </Base.RadioItemIndicator>
            </span>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
