import { useEffect, useState } from "react";

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The box of the video within its element, without letterbox bars, in CSS pixels. */
export function useVideoBox(video: HTMLVideoElement): Box | undefined {
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    const measure = () => {
      const { clientWidth, clientHeight, videoWidth, videoHeight } = video;
      if (!videoWidth || !videoHeight) return;
      const scale = Math.min(clientWidth / videoWidth, clientHeight / videoHeight);
      const width = videoWidth * scale;
      const height = videoHeight * scale;
      setBox({ left: (clientWidth - width) / 2, top: (clientHeight - height) / 2, width, height });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(video);
    video.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      video.removeEventListener("resize", measure);
    };
  }, [video]);
  return box;
}
