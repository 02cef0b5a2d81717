"""HLS: the timeline of segments (`timeline`), playlists (`playlist`), MP4 boxes (`mp4`) and text subtitles
(`webvtt`).
"""
