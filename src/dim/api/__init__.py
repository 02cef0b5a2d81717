"""The HTTP edge: one module a resource, its schemas beside its routes. A route reads its input, calls one function of the
catalog, of accounts or of playback, and maps the result. What every route needs is in `context`, problems are in `errors`.
"""
