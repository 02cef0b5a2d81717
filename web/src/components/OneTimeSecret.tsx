import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "./Button";
import { inputClass } from "./Field";

/** Something that is shown once, to be copied. */
export function Secret({ label, value }: { label: string; value: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // without HTTPS there is no clipboard: the text is selected, the keyboard copies it
    }
  };
  return (
    <div className="flex gap-2">
      <input ref={input} readOnly value={value} aria-label={label} className={`${inputClass} font-mono text-sm`} onFocus={(event) => { event.currentTarget.select(); }} />
      <Button onClick={() => void copy()} className="h-11">
        {copied ? <Check className="size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />}
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}

/** The end of a dialog that made a secret: what to do with it, the secret, and the way out. */
export function OneTimeSecret({ text, label, value, onDone }: { text: string; label: string; value: string; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">{text}</p>
      <Secret label={label} value={value} />
      <Button kind="primary" onClick={onDone}>
        Done
      </Button>
    </div>
  );
}
