import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { foldersQuery } from "@/lib/queries";
import { Button } from "../Button";
import { FolderPicker } from "../FolderPicker";
import { Modal } from "../Modal";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The folders that the library has already. */
  listed: string[];
  onAdd: (path: string) => void;
}

/** A dialog that chooses one more folder of a library. */
export function AddFolder({ open, onOpenChange, listed, onAdd }: Props) {
  return (
    <Modal open={open} onOpenChange={onOpenChange} title="Add folder">
      <Chooser
        listed={listed}
        onChoose={(path) => {
          onOpenChange(false);
          onAdd(path);
        }}
      />
    </Modal>
  );
}

function Chooser({ listed, onChoose }: { listed: string[]; onChoose: (path: string) => void }) {
  const [start] = useState(() => parent(listed.at(-1) ?? ""));
  const [chosen, setPath] = useState(start);
  const away = useQuery(foldersQuery(start)).isError; // its disk is not connected: start in the home folder
  const path = away && chosen === start ? "" : chosen;
  const { data } = useQuery(foldersQuery(path));
  const isListed = data && listed.includes(data.path);
  return (
    <div className="flex flex-col gap-4">
      <FolderPicker path={path} onChange={setPath} />
      <Button kind="primary" large disabled={!data || isListed} onClick={() => { if (data) onChoose(data.path); }}>
        {isListed ? "Already in this library" : "Add this folder"}
      </Button>
    </div>
  );
}

/** The folder that a folder lies in; "" is the server's home folder. */
function parent(path: string): string {
  return path && (path.replace(/\/[^/]*$/, "") || "/");
}
