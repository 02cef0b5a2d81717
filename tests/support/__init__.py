"""What tests share: real media made by ffmpeg, a real server on a real port, a client for it."""
