import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "./Button";
import { inputClass } from "./Field";

/** A secret with a button to copy it. */
export function Secret({ label, value }: { label: string; value: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // without HTTPS there is no clipboard API: the text is selected, ready to be copied with the keyboard
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

/** The last step of a dialog that created a secret: instructions, the secret, and a button to close. */
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
