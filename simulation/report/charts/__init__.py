"""Charts as SVG, shared by pages and files: strips, dots and icon arrays.

Every chart is a function from numbers and words to a string. Colours come from classes that the page's style sets
(light, dark, print); `canvas.alone` adds them, a title and a source line, for a file that stands on its own.
"""
