"""What the website and the slides share: a notebook's HTML, links and pictures, colours, the font, the folder.

`publication` is what both begin with; `notebook` and `text` make HTML; `style` makes the style sheet and the
font that formulas are set in. Nothing here knows of a site or of slides.
"""
