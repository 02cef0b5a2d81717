"""Confines processes that read strangers' data, so that a flaw in libav, Pillow or ffmpeg stays without consequences.

`confine` says what a worker and ffmpeg may do; `landlock` restricts files and TCP, `seccomp` system calls, `limits`
memory, CPU time and the like. `launch` is the program that confines itself and becomes ffmpeg; `files` finds what a worker was
given as open descriptors; `status` says what is in force. Everything works without privileges, and on systems that lack a
layer the others remain.
"""
