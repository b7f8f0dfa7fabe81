"""The course as a website: the complete editions in both languages, readable without running anything.

A page asks nothing of any other host: formulas are MathML with a font of their own, pictures are files of the
site, the search index is a script beside the pages. That and two languages side by side are why this is a small
builder on markdown-it and not a documentation system with a theme.
"""
