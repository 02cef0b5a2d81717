import { Tabs } from "@base-ui/react/tabs";
import type { ComponentType } from "react";

export interface Tab {
  value: string;
  label: string;
  panel: ComponentType;
}

interface Props {
  tabs: Tab[];
  value: string;
  onChange: (value: string) => void;
}

/** Tabs that fill a page. */
export function PageTabs({ tabs, value, onChange }: Props) {
  return (
    <Tabs.Root value={value} onValueChange={onChange}>
      <Tabs.List className="mb-6 flex no-scrollbar gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Tabs.Tab
            key={tab.value}
            value={tab.value}
            className="-mb-px shrink-0 border-b-2 border-transparent px-4 py-3 text-sm font-semibold text-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink"
          >
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value: name, panel: Panel }) => (
        <Tabs.Panel key={name} value={name}>
          <Panel />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
