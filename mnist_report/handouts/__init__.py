"""What the course hands on besides its pages: one file a thing. The folder is the registry.

A module's `files(lessons: Lessons)` yields (path within the site's sources, bytes); a course without lessons has none.
"""
