"""An ffmpeg that a signal stopped is ended: whoever waits for it gets another one."""

import asyncio
import os
import signal

from dim.playback.ffmpeg import end, find_ffmpeg, start_ffmpeg


def test_a_stopped_ffmpeg_is_ended() -> None:
    async def run() -> int:
        command = [
            find_ffmpeg(""),
            "-v",
            "error",
            "-nostdin",
            "-re",
            "-f",
            "lavfi",
            "-i",
            "testsrc=duration=60",
            "-f",
            "null",
            "-",
        ]
        process = await start_ffmpeg(command, ())
        try:
            os.kill(process.pid, signal.SIGSTOP)
            async with asyncio.timeout(20):
                return await process.wait()
        finally:
            await end(process)

    assert asyncio.run(run()) == -signal.SIGKILL
