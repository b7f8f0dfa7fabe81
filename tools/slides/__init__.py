"""The lessons as slides, in both languages: reveal.js, the complete editions' outputs, no request to any host.

Which cell begins a slide stands in the notebooks (`slideshow.slide_type`, written by tools.build), so that
`jupyter nbconvert --to slides` agrees. This builder adds what a lecture needs beside that: of a long paragraph
the slide shows the first sentences and the speaker's notes the whole, what is too tall for a slide goes on in
another, and formulas, pictures and reveal.js itself are files beside the slides.
"""
