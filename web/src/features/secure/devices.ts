/** How the authority is installed on each kind of device. */

export interface Device {
  name: string;
  /** What of the user agent tells that it is this one. */
  agent: RegExp;
  file: "ca.crt" | "ca.mobileconfig";
  action: string;
  steps: string[];
}

export const DEVICES: Device[] = [
  {
    name: "iPhone and iPad",
    agent: /iPhone|iPad/,
    file: "ca.mobileconfig",
    action: "Download the profile",
    steps: [
      "Use Safari. Download the profile, and allow it.",
      "Open Settings, tap “Profile Downloaded” at the top, then Install.",
      "Open Settings → General → About → Certificate Trust Settings, and switch on “Dim local authority”.",
    ],
  },
  {
    name: "Android",
    agent: /Android/,
    file: "ca.crt",
    action: "Download the certificate",
    steps: [
      "Download the certificate.",
      "Open Settings and search for “CA certificate” (under Security → Encryption and credentials → Install a certificate).",
      "Tap CA certificate, confirm, and choose the file “ca.crt”.",
    ],
  },
  {
    name: "Firefox",
    agent: /Firefox/,
    file: "ca.crt",
    action: "Download the certificate",
    steps: [
      "Download the certificate.",
      "Open Settings → Privacy & Security → Certificates → View Certificates → Authorities, and press Import.",
      "Choose the file, and tick “Trust this CA to identify websites”.",
    ],
  },
  {
    name: "Windows",
    agent: /Windows/,
    file: "ca.crt",
    action: "Download the certificate",
    steps: [
      "Download the certificate and open it. Press Install Certificate, then choose Current User.",
      "Choose “Place all certificates in the following store”, and in Browse “Trusted Root Certification Authorities”.",
      "Finish, compare the fingerprint, and start the browser again.",
    ],
  },
  {
    name: "ChromeOS",
    agent: /CrOS/,
    file: "ca.crt",
    action: "Download the certificate",
    steps: [
      "Download the certificate.",
      "Open chrome://certificate-manager in a new tab, then Local certificates → Custom → Installed by you, and press Import.",
      "Choose the file, trust it for websites, and compare the fingerprint.",
    ],
  },
  {
    name: "Linux (Chrome, Chromium, Edge)",
    agent: /Linux/,
    file: "ca.crt",
    action: "Download the certificate",
    steps: [
      "Download the certificate.",
      "Open chrome://certificate-manager in a new tab, then Local certificates → Custom → Installed by you, and press Import under Trusted Certificates.",
      "Choose the file, compare the fingerprint, and start the browser again.",
    ],
  },
  {
    name: "macOS",
    agent: /Macintosh/,
    file: "ca.crt",
    action: "Download the certificate",
    steps: [
      "Download the certificate and open it: Keychain Access adds it.",
      "Double-click “Dim local authority” there, and open Trust.",
      "Choose “Always Trust” for “When using this certificate”, and close the window.",
    ],
  },
];

/** The device of a user agent; an iPad says that it is a Mac, and has a touch screen. */
export function deviceOf(agent: string, touchPoints: number): Device | undefined {
  if (agent.includes("Macintosh") && touchPoints > 1) return DEVICES[0];
  return DEVICES.find((device) => device.agent.test(agent));
}
