/** What the player keeps for each user on this device, since it depends on its loudspeakers and its connection: volume and quality. */

let user = 0;
const key = () => `dim.player.${String(user)}`;

/** Whose settings are meant from now on. */
export function setDeviceUser(id: number): void {
  user = id;
}

export interface DeviceSettings {
  volume: number;
  muted: boolean;
  /** "auto", or the name of a rendition. */
  quality: string;
}

/** The settings of this device. */
export function deviceSettings(): DeviceSettings {
  let kept: Partial<DeviceSettings> = {};
  try {
    kept = JSON.parse(localStorage.getItem(key()) ?? "{}") as Partial<DeviceSettings>;
  } catch {
    // damaged: as if there were none
  }
  const volume = typeof kept.volume === "number" && kept.volume >= 0 && kept.volume <= 1 ? kept.volume : 1;
  return { volume, muted: kept.muted === true, quality: typeof kept.quality === "string" ? kept.quality : "auto" };
}

/** Keep some settings on this device. */
export function keepOnDevice(part: Partial<DeviceSettings>): void {
  try {
    localStorage.setItem(key(), JSON.stringify({ ...deviceSettings(), ...part }));
  } catch {
    // no storage: they last until the player is left
  }
}

/** Whether the chosen quality needs the file in segments: any but the original, which may be played as it is. */
export function needsSegments(): boolean {
  return !["auto", "original"].includes(deviceSettings().quality);
}
