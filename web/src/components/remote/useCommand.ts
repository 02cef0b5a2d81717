import { useCallback } from "react";
import { command, type PlayerState } from "@/lib/remote/players";
import { toast } from "@/lib/toast";

export type Steer = (name: string, parameters?: object) => Promise<PlayerState | undefined>;

/** Have a player obey; what goes wrong is shown. */
export function useCommand(player: number): Steer {
  return useCallback(
    async (name, parameters = {}) => {
      try {
        return await command(player, name, parameters);
      } catch (error) {
        toast.error((error as Error).message);
        return undefined;
      }
    },
    [player],
  );
}
