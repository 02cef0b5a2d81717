"""Where segments come from. Every rendition is a `SegmentSource` (`source`).

`original` copies video, `audio` copies or encodes audio, `transcode` encodes video. A `RenditionSet` has the sources
of one file, a `Presentation` those of a session. `lease` keeps shared sources open while a session needs them.
"""
